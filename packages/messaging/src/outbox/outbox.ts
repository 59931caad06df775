import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { dataSchemaOf, type EventData, type EventDefinition, type EventType } from '@fairway/contracts';
import { type Context, context, propagation } from '@opentelemetry/api';
import { rowsOf, type Transaction } from '../database.js';

/** Columns of an outbox row as a service inserts it; `payload` and `headers` are JSON texts. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  readonly headers: string;
}

export interface OutboxOptions {
  /** CloudEvents `source`: the service's name. */
  readonly source: string;
  /** The topic of an event type, as the catalogue has it. */
  readonly topicOf: (type: EventType) => string;
  /** What the catalogue says that the service publishes; rights to write to topics are derived from it. */
  readonly produces: readonly EventType[];
}

// Brokers refuse records over 1 MiB (message.max.bytes). Better the request fails than the relay.
const payloadBytesMax = 900 * 1024;

/**
 * Turns domain facts into rows that are committed with the facts themselves. What is committed is published, at least
 * once; what is rolled back never is.
 */
export class Outbox {
  readonly #source: string;
  readonly #topicOf: OutboxOptions['topicOf'];
  readonly #produces: ReadonlySet<EventType>;

  constructor({ source, topicOf, produces }: OutboxOptions) {
    this.#source = source;
    this.#topicOf = topicOf;
    this.#produces = new Set(produces);
  }

  /**
   * The row of one event, with the trace context of `causedBy` (by default the running request or handler).
   * @throws ZodError or TypeError when the data breaks its contract, RangeError when it is over 900 KiB, Error when the
   *   service does not declare the event
   */
  row<Definition extends EventDefinition<EventType>>(
    definition: Definition,
    data: EventData<Definition>,
    causedBy: Context = context.active(),
  ): OutboxRow {
    if (!this.#produces.has(definition.type)) {
      throw new Error(`${this.#source} does not declare ${definition.type}; add it to its "produces" in catalog/src/services.ts.`);
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
}

// The locks come first: the filter is evaluated before any row gets its `seq`. So of two transactions that write
// events of one key, the second takes its number only after the first has ended, and `seq` follows commit order.
// Sorted, so that two transactions with several keys cannot wait for each other.
const insertRows = `/* prepared */
  WITH locks AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(lock) FROM (
      SELECT DISTINCT hashtextextended(topic || ' ' || key, 0) AS lock
      FROM unnest($2::text[], $3::text[]) AS keys (topic, key) ORDER BY lock
    ) AS sorted
  ), inserted AS (
    INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
    SELECT id, topic, key, type, payload::json, headers::json
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
      WITH ORDINALITY AS rows (id, topic, key, type, payload, headers, position)
    WHERE (SELECT count(*) FROM locks) > 0
    ORDER BY position
    RETURNING id
  )
  SELECT count(*)::integer AS count FROM inserted`;

/**
 * Adds events to the transaction that also writes the facts they tell of. Events of one key are published in the order
 * in which their transactions commit. Wake the relay after the commit.
 * @throws Error when `transaction` is no open transaction
 */
export async function addToOutbox(transaction: Transaction, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  if (transaction.queryRunner !== undefined && !transaction.queryRunner.isTransactionActive) {
    throw new Error('addToOutbox needs the transaction that writes the facts; pass the manager of transaction(...).');
  }
  await rowsOf(transaction, insertRows, [
    rows.map(({ id }) => id),
    rows.map(({ topic }) => topic),
    rows.map(({ key }) => key),
    rows.map(({ type }) => type),
    rows.map(({ payload }) => payload),
    rows.map(({ headers }) => headers),
  ]);
}
