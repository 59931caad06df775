import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { dataSchemaOf, type EventData, type EventDefinition } from '@fairway/contracts';
import { type Context, context, propagation } from '@opentelemetry/api';
import type { Transaction } from '../database.js';
import { insertInCommitOrder, type OutboxRow } from './outbox-rows.js';
import type { OutboxRelay } from './outbox-relay.js';

/**
 * Calls back once the transaction has committed, and never if it, or the savepoint that is open now, rolls back.
 * @throws Error when `transaction` is no open transaction
 */
export type AfterCommit = (transaction: Transaction, callback: () => void) => void;

export interface OutboxOptions<Type extends string> {
  /** CloudEvents `source`: the service's name. */
  readonly source: string;
  /** The topic of an event type, as the catalogue has it. */
  readonly topicOf: (type: Type) => string;
  /** What the catalogue says that the service publishes; rights to write to topics are derived from it. */
  readonly produces: readonly Type[];
  /** Absent where no relay runs: that of another process finds the events when it polls. */
  readonly waking?: {
    readonly relay: Pick<OutboxRelay, 'wake'>;
    readonly afterCommit: AfterCommit;
  };
}

export interface NewEvent<Definition extends EventDefinition> {
  readonly event: Definition;
  readonly data: EventData<Definition>;
  /** Trace context of the cause; by default that of the running request or handler. */
  readonly causedBy?: Context;
}

// Brokers refuse records over 1 MiB (message.max.bytes). Better the request fails than the relay.
const payloadBytesMax = 900 * 1024;

/**
 * Publishes the events that a service declares (`Type`): they are rows that are committed with the facts they tell of.
 * What is committed is published, at least once; what is rolled back never is.
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
   * Adds an event to the transaction that also writes the facts. Events of one key are published in the order in which
   * their transactions commit.
   * @throws Error when `transaction` is no open transaction, and what `row` throws; then nothing was written
   */
  add<Definition extends EventDefinition<Type>>(
    transaction: Transaction,
    event: Definition,
    data: EventData<Definition>,
    causedBy?: Context,
  ): Promise<void> {
    return this.#addRows(transaction, [this.row(event, data, causedBy)]);
  }

  /** `add` of several events, in this order, by one statement. */
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
   * The row of an event, for a statement of the service's own (`insertOutboxRows`); `wake` after its commit.
   * @throws ZodError or TypeError when the data breaks its contract, RangeError when it is over 900 KiB, Error when the
   *   service does not declare the event
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
    // Events are read leniently, so that they may grow; who writes one says no more than the contract does.
    if (!isDeepStrictEqual(known, data)) {
      throw new TypeError(
        `${definition.type} has properties that its contract lacks, or text that no database stores (U+0000, lone surrogates). ` +
          'Add the properties to the contract or leave them out; refuse the text where it comes in.',
      );
    }
    const payload = JSON.stringify(known);
    if (Buffer.byteLength(payload) > payloadBytesMax) {
      throw new RangeError(`${definition.type} is over ${payloadBytesMax} bytes; no broker would take it. Send less.`);
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

  /** Call after the commit of rows that a statement of the service's own wrote; `add` and `addAll` do it by themselves. */
  readonly wake = (): void => this.#waking?.relay.wake();

  async #addRows(transaction: Transaction, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    this.#waking?.afterCommit(transaction, this.wake);
    await insertInCommitOrder(transaction, rows);
  }
}
