import { backoffMs } from '../backoff.js';
import { type Database, rowsOf } from '../database.js';
import { type Kafka, type OutgoingRecord, ProduceError, type RecordProducer } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { outboxDead, outboxFailures, outboxPublished, outboxPublishSeconds } from '../metrics.js';

export interface OutboxRelayOptions {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** Rows per transaction and produce request. */
  readonly batchSize?: number;
  /** Least time between two rounds: it lets rows gather, so that a busy service publishes in batches. */
  readonly gatherMs?: number;
  /** How often to look for rows that another process left behind. */
  readonly pollMs?: number;
}

const retryBackoff = { firstMs: 100, maxMs: 5_000 };

// Any constant does, as long as no other code in the database takes the same advisory lock.
const relayLock = 7_001_001;

/*
 * Takes the oldest rows out of the outbox, inside the transaction that also waits for the brokers: it commits, and the
 * rows are gone, only after Kafka has acknowledged all of them. The advisory lock lets one relay at a time publish from
 * a database, whatever the number of replicas; two at once could put records of one key in the wrong order. The lock
 * belongs to the transaction, so a relay that dies or loses its connection gives it up by that.
 */
const takeBatch = `
  WITH taken AS (
    DELETE FROM outbox
    WHERE seq IN (SELECT seq FROM outbox ORDER BY seq LIMIT $1) AND (SELECT pg_try_advisory_xact_lock($2))
    RETURNING seq, id, aggregatetype, aggregateid, type, payload, headers, created_at
  )
  SELECT id, aggregatetype AS topic, aggregateid AS key, type, payload::text AS payload, headers,
         extract(epoch FROM created_at)::float8 AS created_seconds
  FROM taken ORDER BY seq`;

const buryRow = `
  WITH taken AS (
    DELETE FROM outbox WHERE seq = (SELECT min(seq) FROM outbox) AND (SELECT pg_try_advisory_xact_lock($1)) RETURNING *
  ), buried AS (
    INSERT INTO outbox_dead (id, aggregatetype, aggregateid, type, payload, headers, created_at, cause)
    SELECT id, aggregatetype, aggregateid, type, payload, headers, created_at, $2 FROM taken RETURNING id, type
  )
  SELECT id, type FROM buried`;

interface TakenRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly created_seconds: number;
}

/**
 * Publishes the outbox to Kafka: at least once, per key in commit order. While Kafka is away rows stay where they are,
 * and nobody who writes to the outbox notices.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  #producer: RecordProducer | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #idle = false;
  /** Size of the batch that was tried last. */
  #takenRows = 0;
  #endPause: (() => void) | undefined;

  constructor(options: OutboxRelayOptions) {
    this.#options = { batchSize: 500, gatherMs: 20, pollMs: 1_000, ...options };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Call after each commit that added rows: it saves them the wait for the next poll. */
  wake(): void {
    this.#woken = true;
    // Only an idle relay: one that waits for Kafka to come back keeps its distance.
    if (this.#idle) this.#endPause?.();
  }

  /** Publishes what is committed already, then stops; does not wait for a Kafka that is away. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endPause?.();
    await this.#running;
    await this.#producer?.close().catch(() => undefined);
  }

  async #run(): Promise<void> {
    let failures = 0;
    let batchSize = this.#options.batchSize;
    for (;;) {
      this.#woken = false;
      try {
        const published = await this.publishBatch(batchSize);
        failures = 0;
        batchSize = this.#options.batchSize;
        if (published > 0) await this.#pause(this.#options.gatherMs);
        else if (this.#stopping) return;
        else await this.#idleUntilWoken();
      } catch (error) {
        if (this.#stopping) return;
        failures += 1;
        outboxFailures.inc();
        this.#options.logger.warn({ err: error, failures }, 'outbox batch not published; the rows stay, trying again');
        if (!(error instanceof ProduceError && error.permanent)) {
          await this.#pause(backoffMs(retryBackoff, failures));
        } else if (this.#takenRows > 1) {
          // Halve until the row that no broker takes is alone.
          batchSize = Math.ceil(Math.min(batchSize, this.#takenRows) / 2);
        } else {
          await this.#bury(error.message).catch(() => undefined);
        }
      }
    }
  }

  async #idleUntilWoken(): Promise<void> {
    if (this.#woken) return;
    this.#idle = true;
    await this.#pause(this.#options.pollMs);
    this.#idle = false;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = undefined;
  }

  /** One round: takes up to `limit` rows, publishes them, and returns how many there were. */
  async publishBatch(limit: number = this.#options.batchSize): Promise<number> {
    return this.#options.database.transaction(async (transaction) => {
      const rows = await rowsOf<TakenRow>(transaction, takeBatch, [limit, relayLock]);
      this.#takenRows = rows.length;
      if (rows.length === 0) return 0;
      await this.#send(rows.map(toRecord));
      const nowSeconds = Date.now() / 1000;
      for (const row of rows) outboxPublishSeconds.observe(Math.max(0, nowSeconds - row.created_seconds));
      outboxPublished.inc(rows.length);
      return rows.length;
    });
  }

  async #send(records: OutgoingRecord[]): Promise<void> {
    this.#producer ??= this.#options.kafka.createProducer();
    try {
      await this.#producer.send(records);
    } catch (error) {
      // After an unknown outcome the sequence numbers of an idempotent producer cannot be trusted: take a new one.
      const broken = this.#producer;
      this.#producer = undefined;
      await broken.close().catch(() => undefined);
      throw error;
    }
  }

  async #bury(cause: string): Promise<void> {
    const rows = await this.#options.database.transaction((transaction) =>
      rowsOf<{ id: string; type: string }>(transaction, buryRow, [relayLock, cause]),
    );
    for (const row of rows) {
      outboxDead.inc();
      this.#options.logger.error({ eventId: row.id, eventType: row.type, cause }, 'event moved to outbox_dead');
    }
  }
}

function toRecord(row: TakenRow): OutgoingRecord {
  const headers = Object.entries({ ce_id: row.id, ce_type: row.type, ...row.headers }).map(([name, value]) => [name, Buffer.from(value)] as const);
  return { topic: row.topic, key: Buffer.from(row.key), value: Buffer.from(row.payload), headers };
}
