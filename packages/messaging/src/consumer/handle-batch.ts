import type { Database, Transaction } from '../database.js';
import type { EventHandler, HandledEvent } from './event-handler.js';
import { addToInbox } from './inbox.js';
import { leaveLine } from './parked-keys.js';

export interface BatchResult {
  readonly handled: readonly HandledEvent[];
  readonly repeated: number;
}

/**
 * Handles the events in one transaction: inserts the inbox rows first, then calls each handler with the events that are
 * new. All of it commits, or nothing.
 * @param inLine ids of events that others of their key wait for (`ParkedKeys`)
 */
export async function handleBatch<Tx extends Transaction>(
  database: Database<Tx>,
  consumer: string,
  handlers: readonly EventHandler<EventHandler['event'], Tx>[],
  events: readonly HandledEvent[],
  inLine: readonly string[],
): Promise<BatchResult> {
  return database.transaction(async (transaction) => {
    const newIds = await addToInbox(transaction, consumer, events);
    // One delivery per id even within the batch: a producer may have sent an event twice in a row.
    const fresh = events.filter(({ id }) => newIds.delete(id));
    for (const group of inKeyOrder(fresh)) {
      const type = group[0]?.type;
      for (const handler of handlers) {
        if (handler.event.type === type) await handler.handle(group, transaction);
      }
    }
    if (inLine.length > 0) await leaveLine(transaction, consumer, inLine);
    return { handled: fresh, repeated: events.length - fresh.length };
  });
}

/**
 * Groups events by type so that handling the groups one after the other keeps the order of every key: an event joins
 * the group of the previous event of its key when both have the same type, otherwise a later group.
 */
export function inKeyOrder(events: readonly HandledEvent[]): HandledEvent[][] {
  const lastOfKey = new Map<string, { step: number; type: string }>();
  const groups = new Map<string, { step: number; events: HandledEvent[] }>();
  for (const event of events) {
    const lane = `${event.topic} ${event.key}`;
    const last = lastOfKey.get(lane);
    const step = last === undefined ? 0 : last.type === event.type ? last.step : last.step + 1;
    lastOfKey.set(lane, { step, type: event.type });
    const name = `${step} ${event.type}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { step, events: [event] });
    else group.events.push(event);
  }
  return [...groups.values()].sort((a, b) => a.step - b.step).map((group) => group.events);
}
