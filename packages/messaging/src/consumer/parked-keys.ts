import { type Database, rowsOf, type Transaction } from '../database.js';
import type { IncomingRecord } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import type { Pause } from '../pause.js';
import { retry } from '../retry.js';
import { laneOf } from './delivery.js';
import { errorOf } from './failure.js';

/** The event waits behind an earlier event of its key that is a dead letter. */
export class KeyParkedError extends Error {
  override readonly name = 'KeyParkedError';

  constructor(readonly eventId: string) {
    super(`parked behind event ${eventId}`);
  }
}

const loadBackoff = { firstMs: 200, maxMs: 3_000 };

const selectKeys = 'SELECT DISTINCT topic, key FROM parked_events WHERE consumer = $1';

/*
 * An event in the inbox neither waits nor is waited for: it may come again after a rebalance, and another member of the
 * group may have handled it meanwhile.
 */
const standInLine = `
  WITH parked AS (
    SELECT event_id FROM parked_events AS p
    WHERE consumer = $1 AND topic = $2 AND key = $3
      AND NOT EXISTS (SELECT FROM inbox WHERE inbox.consumer = p.consumer AND inbox.event_id = p.event_id)
    ORDER BY seq LIMIT 1
  ), handled AS (
    SELECT FROM inbox WHERE consumer = $1 AND event_id = $4
  ), inserted AS (
    INSERT INTO parked_events (consumer, topic, key, event_id)
    SELECT $1, $2, $3, $4 FROM parked WHERE NOT EXISTS (SELECT FROM handled)
    ON CONFLICT DO NOTHING
  )
  SELECT event_id, EXISTS (SELECT FROM handled) AS handled FROM parked`;

const insertFirst = `
  WITH inserted AS (
    INSERT INTO parked_events (consumer, topic, key, event_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
  )
  SELECT 1 AS done`;

const deleteHandled = `
  WITH deleted AS (DELETE FROM parked_events WHERE consumer = $1 AND event_id = ANY ($2::uuid[]))
  SELECT 1 AS done`;

/**
 * Keys with a dead letter, and the events that wait behind it, each with a row in `parked_events`. The first in line is
 * handled when it comes back (a replay); each later one becomes a dead letter too until it is the first. A row is
 * deleted when its event is handled, or when an operator gives the event up by deleting the row.
 *
 * The table is read when partitions are assigned; after that only this member writes it for its keys. So an event of a
 * key that is not parked costs one look into a set.
 */
export class ParkedKeys {
  readonly #database: Database;
  readonly #consumer: string;
  readonly #logger: Logger;
  #lanes = new Set<string>();

  constructor(database: Database, consumer: string, logger: Logger) {
    this.#database = database;
    this.#consumer = consumer;
    this.#logger = logger;
  }

  /** Reads which keys are parked, retrying until it succeeds or `pause` ends. No event may be handled before. */
  async load(pause: Pause): Promise<void> {
    const keys = await retry(() => this.#query<{ topic: string; key: Buffer }>(selectKeys, [this.#consumer]), {
      backoff: loadBackoff,
      pause,
      onFailure: (error) =>
        this.#logger.warn({ err: errorOf(error) }, 'parked keys not read, trying again before any event is handled'),
    });
    if (keys !== undefined && !pause.ended) this.#lanes = new Set(keys.map(laneOf));
  }

  has(lane: string): boolean {
    return this.#lanes.has(lane);
  }

  /** Puts an event of a parked key in line; undefined when it is first in line and may be handled. */
  async obstacleTo(lane: string, record: IncomingRecord, eventId: string): Promise<KeyParkedError | undefined> {
    const [first] = await this.#query<{ event_id: string; handled: boolean }>(standInLine, this.#row(record, eventId));
    if (first === undefined) this.#lanes.delete(lane);
    return first === undefined || first.handled || first.event_id === eventId
      ? undefined
      : new KeyParkedError(first.event_id);
  }

  /**
   * Call this before its letter is written: a crash between the two leaves an event that is first in line and comes
   * again.
   */
  async park(lane: string, record: IncomingRecord, eventId: string): Promise<void> {
    await this.#query(insertFirst, this.#row(record, eventId));
    this.#lanes.add(lane);
  }

  #row({ topic, key }: IncomingRecord, eventId: string): unknown[] {
    return [this.#consumer, topic, key ?? Buffer.alloc(0), eventId];
  }

  #query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.#database.transaction((transaction) => rowsOf<Row>(transaction, sql, parameters));
  }
}

/**
 * Removes events from the line of their keys: in the transaction that handles them, or when an operator gives them up.
 */
export async function leaveLine(
  transaction: Transaction,
  consumer: string,
  eventIds: readonly string[],
): Promise<void> {
  await transaction.query(deleteHandled, [consumer, eventIds]);
}
