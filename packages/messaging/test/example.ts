import { defineEvent } from '@fairway/contracts';
import {
  type AfterCommit,
  type Database,
  EventConsumer,
  type EventHandler,
  type Kafka,
  type Logger,
  Outbox,
  OutboxRelay,
} from '@fairway/messaging';
import { z } from 'zod';

export interface Connections {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly logger: Logger;
}

const ticketSold = defineEvent({
  type: 'ticket.sold',
  version: 1,
  data: z.object({ ticketId: z.uuid(), concert: z.string() }),
  key: ({ concert }) => concert,
  logFields: () => ({}),
});

/** Writes each ticket and its event in one transaction, and publishes the event after the commit. */
export function startBoxOffice({ database, kafka, logger }: Connections, afterCommit: AfterCommit) {
  const relay = new OutboxRelay({ database, kafka, logger });
  const waking = { relay, afterCommit };
  const outbox = new Outbox({ source: 'box-office', topicOf: () => 'tickets', produces: ['ticket.sold'], waking });
  relay.start();
  return {
    sell: (ticketId: string, concert: string) =>
      database.transaction(async (transaction) => {
        await transaction.query('INSERT INTO tickets (id, concert) VALUES ($1, $2)', [ticketId, concert]);
        await outbox.add(transaction, ticketSold, { ticketId, concert });
      }),
    stop: () => relay.stop(),
  };
}

/** Counts each sold ticket exactly once, however often its event comes. */
export function startSalesFigures(connections: Connections): EventConsumer {
  const countSales: EventHandler<typeof ticketSold> = {
    event: ticketSold,
    async handle(events, transaction) {
      for (const { data } of events) {
        await transaction.query('UPDATE sales SET tickets = tickets + 1 WHERE concert = $1', [data.concert]);
      }
    },
  };
  const consumer = new EventConsumer({
    group: 'sales-figures',
    topics: ['tickets'],
    handlers: [countSales],
    ...connections,
  });
  consumer.start();
  return consumer;
}
