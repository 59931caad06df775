import { backoffMs } from '../backoff.js';
import type { Database } from '../database.js';
import { Gathering } from '../gathering.js';
import { type Kafka, type OutgoingRecord, ProduceError, type RecordProducer } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { outboxDead, outboxFailures, outboxPublished, outboxPublishSeconds } from '../metrics.js';
import { Pause } from '../pause.js';
import { within } from '../within.js';
import { SendSpans } from './send-spans.js';
import { type Batch, OutboxQueue, type TakenRow } from './outbox-queue.js';

/** Options of an `OutboxRelay`. */
export interface OutboxRelayOptions {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** Maximum number of rows per transaction and produce request. */
  readonly batchSize?: number;
  /**
   * Time between two rounds: rows accumulate, so a busy service publishes in batches. It is longer at middle rates.
   */
  readonly gatherMs?: number;
  /**
   * Maximum interval of the search for rows of which nobody told this relay. It is shorter after such rows were found.
   */
  readonly pollMs?: number;
}

/** Why the relay publishes nothing at the moment. */
export interface RelayFailure {
  readonly error: unknown;
  readonly sinceMs: number;
}

const retryBackoff = { firstMs: 100, maxMs: 5_000 };

// Well below the 1 MiB that brokers accept in one batch by default (message.max.bytes): that limit is per partition,
// and all rows may be for one.
const batchBytesMax = 900 * 1024;

// The next batch is read while the last one is on its way to the brokers. All of a round is deleted at its end, so a crash
// repeats up to this many batches.
const roundBatches = 4;

// How long a stop continues to publish. A Kafka that is gone or frozen must not use up the time of the whole shutdown.
const stopWithinMs = 3_000;

/**
 * Publishes the outbox to Kafka: at least once, per key in commit order. While Kafka is unavailable the rows stay, and
 * writers to the outbox are not affected.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  readonly #queue = new OutboxQueue();
  readonly #gathering: Gathering;
  readonly #pause = new Pause();
  #sending: PromiseWithResolvers<void> | undefined;
  #producer: RecordProducer | undefined;
  #running: Promise<void> | undefined;
  #abandoned = false;
  #woken = false;
  #idle = false;
  /** How long the next idle wait may last. */
  #idleMs: number;
  #failure: RelayFailure | undefined;
  /** The rows of the last try. */
  #tried: readonly TakenRow[] = [];

  constructor(options: OutboxRelayOptions) {
    this.#options = { batchSize: 500, gatherMs: 20, pollMs: 1_000, ...options };
    this.#gathering = new Gathering(this.#options.gatherMs);
    this.#idleMs = this.#options.pollMs;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Call this after each commit that added rows, so that they need not wait for the next poll. */
  wake(): void {
    this.#woken = true;
    // Only an idle relay wakes: one that waits for Kafka keeps its backoff.
    if (this.#idle) this.#pause.cutShort();
  }

  /** The failed rounds since the last successful one; undefined when the last round succeeded. */
  get failure(): RelayFailure | undefined {
    return this.#failure;
  }

  /** The age of the oldest event that is not published yet; 0 when there is none. */
  oldestSeconds(): Promise<number> {
    return this.#options.database.transaction((transaction) => this.#queue.oldestSeconds(transaction));
  }

  /** Publishes committed rows for at most 3 s, then stops. The next start publishes the rest. */
  async stop(): Promise<void> {
    this.#pause.end();
    // The rounds may wait for a broker, or a silent database, longer than the process has.
    await within(
      stopWithinMs,
      Promise.resolve(this.#running).then(() => this.#producer?.close()),
    );
    this.#abandoned = true;
    this.#sending?.reject(new Error('the relay stops'));
  }

  async #run(): Promise<void> {
    let failures = 0;
    let batchSize = this.#options.batchSize;
    for (;;) {
      const woken = this.#woken;
      this.#woken = false;
      try {
        const { rows, more, refused } = await this.#publishRound(batchSize);
        // Rows of another process are announced by nobody, nor are our own after the other relay's last look.
        if (refused || (rows.length > 0 && !woken)) this.#idleMs = this.#options.gatherMs;
        if (this.#queue.floorIsLow)
          await this.#options.database.transaction((transaction) => this.#queue.raiseFloor(transaction));
        this.#gathering.started(rows.length);
        failures = 0;
        this.#failure = undefined;
        batchSize = this.#options.batchSize;
        if (rows.length === 0 && this.#pause.ended) return;
        if (rows.length === 0) await this.#idleUntilWoken();
        else if (!more) await this.#pause.wait(this.#gathering.waitMs);
      } catch (error) {
        if (this.#pause.ended) return;
        failures += 1;
        this.#failure = { error, sinceMs: this.#failure?.sinceMs ?? Date.now() };
        outboxFailures.inc();
        this.#options.logger.warn(
          { err: error, failures },
          'outbox batch not published; the rows stay and are tried again',
        );
        const [row] = this.#tried;
        if (row === undefined || !(error instanceof ProduceError && error.permanent)) {
          await this.#pause.wait(backoffMs(retryBackoff, failures));
        } else if (this.#tried.length > 1) {
          // A broker with a limit below the default: halve the batch until the refused row is alone.
          batchSize = Math.ceil(this.#tried.length / 2);
        } else {
          await this.#moveToDead(row, error.message).catch(() => undefined);
        }
      }
    }
  }

  async #idleUntilWoken(): Promise<void> {
    if (this.#woken) return;
    this.#idle = true;
    await this.#pause.wait(this.#idleMs);
    this.#idle = false;
    this.#idleMs = Math.min(2 * this.#idleMs, this.#options.pollMs);
  }

  /**
   * One round: takes and publishes batches of up to `rows` rows, each with no more bytes than a broker accepts, in one
   * transaction.
   */
  async #publishRound(rows: number): Promise<Batch> {
    this.#tried = [];
    const limit = { rows, bytes: batchBytesMax };
    // A smaller batch looks for a row that no broker accepts: what went before it would be sent again each time.
    const rowsMax = rows === this.#options.batchSize ? rows * roundBatches : rows;
    const { published, last } = await this.#options.database.transaction(async (transaction) => {
      const taken: TakenRow[] = [];
      let batch = await this.#queue.take(transaction, limit);
      while (batch.rows.length > 0) {
        this.#tried = batch.rows;
        taken.push(...batch.rows);
        const reading = batch.more && taken.length < rowsMax ? this.#queue.take(transaction, limit) : undefined;
        const [next] = await Promise.all([reading, this.#send(batch.rows)]);
        if (next === undefined) break;
        batch = next;
      }
      return { published: taken, last: batch };
    });
    this.#queue.committed({ rows: published });
    const nowSeconds = Date.now() / 1000;
    for (const row of published) outboxPublishSeconds.observe(Math.max(0, nowSeconds - row.created_seconds));
    outboxPublished.inc(published.length);
    return { ...last, rows: published };
  }

  async #send(rows: readonly TakenRow[]): Promise<void> {
    const spans = new SendSpans(rows);
    const records = rows.map((row) => toRecord(row, spans.headersOf(row)));
    this.#producer ??= this.#options.kafka.createProducer();
    const sending = Promise.withResolvers<void>();
    this.#sending = sending;
    if (this.#abandoned) sending.reject(new Error('the relay stops'));
    else this.#producer.send(records).then(sending.resolve, sending.reject);
    try {
      await sending.promise;
      spans.succeeded();
    } catch (error) {
      spans.failed(error);
      // After an unknown outcome the sequence numbers of an idempotent producer cannot be trusted, so a new producer
      // replaces it.
      const closed = this.#producer.close().catch(() => undefined);
      this.#producer = undefined;
      if (!this.#abandoned) await closed;
      throw error;
    }
  }

  async #moveToDead(row: TakenRow, cause: string): Promise<void> {
    const moved = await this.#options.database.transaction((transaction) =>
      this.#queue.moveToDead(transaction, row, cause),
    );
    if (!moved) return;
    outboxDead.inc();
    this.#options.logger.error({ eventId: row.id, eventType: row.type, cause }, 'event moved to outbox_dead');
  }
}

function toRecord(row: TakenRow, own: TakenRow['headers']): OutgoingRecord {
  const headers = Object.entries({ ce_id: row.id, ce_type: row.type, ...own }).map(
    ([name, value]) => [name, Buffer.from(value)] as const,
  );
  return { topic: row.topic, key: Buffer.from(row.key), value: Buffer.from(row.payload), headers };
}
