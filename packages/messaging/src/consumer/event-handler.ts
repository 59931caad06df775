import type { EventData, EventDefinition } from '@fairway/contracts';
import type { Context } from '@opentelemetry/api';
import type { ReceivedEvent } from '../cloud-event.js';
import type { Transaction } from '../database.js';

/** An event as its handler gets it. */
export interface HandledEvent<Data = unknown> extends ReceivedEvent<Data> {
  /** Trace context of this event; pass it to `outbox.add` so that the events that follow join its trace. */
  readonly context: Context;
}

/** The events that a handler gets. */
export type HandledEvents<Definition extends EventDefinition> = readonly HandledEvent<EventData<Definition>>[];

/**
 * What a service does on one type of event. The handler runs inside the transaction that also records the events as
 * handled, so its effects in that database happen exactly once. Effects elsewhere may repeat after a crash: pass the
 * event's id as their idempotency key, or better, record them here and perform them from there.
 */
export interface EventHandler<
  Definition extends EventDefinition = EventDefinition,
  Tx extends Transaction = Transaction,
> {
  readonly event: Definition;
  /**
   * `events` holds one or more events, those of one key in order, none handled before. An error rolls all of them back;
   * they are then tried one by one, so that only the faulty one is retried.
   */
  handle(events: HandledEvents<Definition>, transaction: Tx): Promise<void>;
}

/** A handler throws this for an event that no retry can help: it becomes a dead letter at once. */
export class NonRetryableError extends Error {
  override readonly name = 'NonRetryableError';
}
