import type { EventData, EventDefinition } from '@fairway/contracts';
import type { Context } from '@opentelemetry/api';
import type { ReceivedEvent } from '../cloud-event.js';
import type { Transaction } from '../database.js';

export interface HandledEvent<Data = unknown> extends ReceivedEvent<Data> {
  /** Trace context of this event; pass it to `outbox.add` so that what follows from the event joins its trace. */
  readonly context: Context;
}

/** What a handler of one kind of event gets. */
export type HandledEvents<Definition extends EventDefinition> = readonly HandledEvent<EventData<Definition>>[];

/**
 * What a service does on one kind of event. The handler runs inside the transaction that also records the events as
 * handled: its effects in that database happen exactly once. Effects elsewhere may happen again after a crash; give
 * them the event's id as their idempotency key, or better, write them down here and perform them from there.
 */
export interface EventHandler<
  Definition extends EventDefinition = EventDefinition,
  Tx extends Transaction = Transaction,
> {
  readonly event: Definition;
  /**
   * `events` holds one or more events, those of one key in order, and none that was handled before. Throwing rolls all
   * of them back; they are then tried one by one, so that only the one at fault is retried.
   */
  handle(events: HandledEvents<Definition>, transaction: Tx): Promise<void>;
}

/** Thrown by a handler for an event that no retry can help: it becomes a dead letter at once. */
export class NonRetryableError extends Error {
  override readonly name = 'NonRetryableError';
}
