import { deliveryAccepted, deliveryGivenUp, type EventData } from '@fairway/contracts';
import { addToOutbox, type EventHandler, type HandledEvent, Outbox, type OutboxRow } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangedOrder } from './order.js';
import { orderProcessedRow, orderUndeliverableRow } from './order-events.js';
import { OrdersRepository } from './orders.repository.js';

type Context = HandledEvent['context'];

/**
 * What becomes of a delivery changes its order only if the order's status allows it: a cancelled order stays cancelled,
 * though the partner has accepted it. Only orders that changed get an event. The figures and the notifications follow
 * those events, so that all agree with the status.
 */
@Injectable()
abstract class FollowDeliveries<Data extends { orderId: string }> {
  protected abstract readonly status: 'processed' | 'undeliverable';
  protected abstract readonly timeOf: (data: Data) => string;
  protected abstract readonly rowOf: (outbox: Outbox, order: ChangedOrder, at: string, context: Context) => OutboxRow;

  constructor(
    private readonly orders: OrdersRepository,
    private readonly outbox: Outbox,
  ) {}

  async handle(events: readonly HandledEvent<Data>[], manager: EntityManager): Promise<void> {
    const causes = new Map(events.map(({ data, context }) => [data.orderId, { at: this.timeOf(data), context }]));
    const changed = await this.orders.changeStatus(manager, this.status, [...causes].map(([id, { at }]) => ({ id, at })));
    const rows = changed.flatMap((order) => {
      const cause = causes.get(order.id);
      return cause === undefined ? [] : [this.rowOf(this.outbox, order, cause.at, cause.context)];
    });
    await addToOutbox(manager, rows);
  }
}

type Accepted = EventData<typeof deliveryAccepted>;
type GivenUp = EventData<typeof deliveryGivenUp>;

@Injectable()
export class ProcessAcceptedOrders
  extends FollowDeliveries<Accepted>
  implements EventHandler<typeof deliveryAccepted, EntityManager>
{
  readonly event = deliveryAccepted;
  protected readonly status = 'processed';
  protected readonly timeOf = ({ acceptedAt }: Accepted) => acceptedAt;
  protected readonly rowOf = orderProcessedRow;
}

@Injectable()
export class MarkUndeliverableOrders
  extends FollowDeliveries<GivenUp>
  implements EventHandler<typeof deliveryGivenUp, EntityManager>
{
  readonly event = deliveryGivenUp;
  protected readonly status = 'undeliverable';
  protected readonly timeOf = ({ givenUpAt }: GivenUp) => givenUpAt;
  protected readonly rowOf = orderUndeliverableRow;
}
