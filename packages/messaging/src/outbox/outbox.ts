import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { dataSchemaOf, type EventData, type EventDefinition } from '@fairway/contracts';
import { type Context, context, propagation } from '@opentelemetry/api';
import type { Transaction } from '../database.js';
import { insertInCommitOrder, type OutboxRow } from './outbox-rows.js';
import type { OutboxRelay } from './outbox-relay.js';

/**
 * Runs the callback once the transaction has committed, and never if it, or the currently open savepoint, rolls back.
 * @throws Error when `transaction` is not an open transaction
 */
export type AfterCommit = (transaction: Transaction, callback: () => void) => void;

/** Options of an `Outbox`. */
export interface OutboxOptions<Type extends string> {
  /** CloudEvents `source`: the service's name. */
  readonly source: string;
  /** The topic of an event type, from the catalogue. */
  readonly topicOf: (type: Type) => string;
  /**
   * The event types that the service publishes according to the catalogue; its permissions to write to topics are
   * derived from it.
   */
  readonly produces: readonly Type[];
  /** Absent where no relay runs: the relay of another process finds the events when it polls. */
  readonly waking?: {
    readonly relay: Pick<OutboxRelay, 'wake'>;
    readonly afterCommit: AfterCommit;
  };
}

/** An event for `Outbox.addAll`. */
export interface NewEvent<Definition extends EventDefinition> {
  readonly event: Definition;
  readonly data: EventData<Definition>;
  /** Trace context of the cause; by default that of the running request or handler. */
  readonly causedBy?: Context;
}

// Brokers refuse records over 1 MiB (message.max.bytes). It is better if the request fails than the relay.
const payloadBytesMax = 900 * 1024;

/**
 * Publishes the events that a service declares (`Type`). They are rows, committed together with the facts they report.
 * Committed events are published at least once; rolled-back ones never.
 */
export class Outbox<Type extends string> {
  readonly #source: string;
  readonly #topicOf: OutboxOptions<Type>['topicOf'];
  readonly #produces: ReadonlySet<string>;
  readonly #waking: OutboxOptions<Type>['waking'];

  constructor({ source, topicOf, produces, waking }: OutboxOptions<Type>) {
    this.#source = source;
    this.#topicOf = topicOf;
    this.#produces = new Set(produces);
    this.#waking = waking;
  }

  /**
   * Adds an event to the transaction that also writes the facts. Events of one key are published in the order of
   * commits.
   * @throws Error when `transaction` is not an open transaction, and what `row` throws; then nothing was written
   */
  add<Definition extends EventDefinition<Type>>(
    transaction: Transaction,
    event: Definition,
    data: EventData<Definition>,
    causedBy?: Context,
  ): Promise<void> {
    return this.#addRows(transaction, [this.row(event, data, causedBy)]);
  }

  /** `add` for several events, in this order, with one statement. */
  addAll<Definition extends EventDefinition<Type>>(
    transaction: Transaction,
    events: readonly NewEvent<Definition>[],
  ): Promise<void> {
    return this.#addRows(
      transaction,
      events.map(({ event, data, causedBy }) => this.row(event, data, causedBy)),
    );
  }

  /**
   * The row of an event, for the service's own statement (`insertOutboxRows`); call `wake` after its commit.
   * @throws ZodError or TypeError when the data breaks its contract, RangeError when it is over 900 KiB, Error when the
   * service does not declare the event
   */
  row<Definition extends EventDefinition<Type>>(
    definition: Definition,
    data: EventData<Definition>,
    causedBy: Context = context.active(),
  ): OutboxRow {
    if (!this.#produces.has(definition.type)) {
      throw new Error(
        `${this.#source} does not declare ${definition.type}; add it to its "produces" in catalog/src/services.ts.`,
      );
    }
    const known = definition.data.parse(data);
    // Readers are lenient, so that events may grow; a writer sends exactly what the contract says.
    if (!isDeepStrictEqual(known, data)) {
      throw new TypeError(
        `${definition.type} has properties that its contract lacks, or text that no database can store (U+0000, lone surrogates). ` +
          'Add the properties to the contract or remove them; refuse the text where it enters the system.',
      );
    }
    const payload = JSON.stringify(known);
    if (Buffer.byteLength(payload) > payloadBytesMax) {
      throw new RangeError(
        `${definition.type} is over ${payloadBytesMax} bytes, and no broker would accept it. Send less.`,
      );
    }
    const headers: Record<string, string> = {
      ce_specversion: '1.0',
      ce_source: this.#source,
      ce_time: new Date().toISOString(),
      ce_dataschema: dataSchemaOf(definition),
      'content-type': 'application/json',
    };
    propagation.inject(causedBy, headers);
    return {
      id: definition.id?.(data) ?? randomUUIDv7(),
      topic: this.#topicOf(definition.type),
      key: definition.key(data),
      type: definition.type,
      payload,
      headers: JSON.stringify(headers),
    };
  }

  /** Call this after committing rows that the service's own statement wrote; `add` and `addAll` do it themselves. */
  readonly wake = (): void => this.#waking?.relay.wake();

  async #addRows(transaction: Transaction, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    this.#waking?.afterCommit(transaction, this.wake);
    await insertInCommitOrder(transaction, rows);
  }
}
