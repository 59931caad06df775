import { backoffMs } from '../backoff.js';
import type { Database } from '../database.js';
import { Gathering } from '../gathering.js';
import { type Kafka, type OutgoingRecord, ProduceError, type RecordProducer } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { outboxDead, outboxFailures, outboxPublished, outboxPublishSeconds } from '../metrics.js';
import { Pause } from '../pause.js';
import { within } from '../within.js';
import { SendSpans } from './send-spans.js';
import { OutboxQueue, type TakenRow } from './outbox-queue.js';

/** Options of an `OutboxRelay`. */
export interface OutboxRelayOptions {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** Maximum number of rows per transaction and produce request. */
  readonly batchSize?: number;
  /**
   * Time between two rounds: rows accumulate, so a busy service publishes in batches. It is three times as long from 50
   * rows/s on.
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

/** What a round has done. */
interface Round {
  readonly count: number;
  /** Whether more rows wait than it had room for. */
  readonly more: boolean;
  /** Whether another relay was at work. */
  readonly refused: boolean;
}

const retryBackoff = { firstMs: 100, maxMs: 5_000 };
// The other relay ends its round within milliseconds, and may not have seen the rows that were committed meanwhile.
const refusedBackoff = { firstMs: 20, maxMs: 200 };

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
    let refusals = 0;
    let batchSize = this.#options.batchSize;
    let batchesMax = roundBatches;
    for (;;) {
      const woken = this.#woken;
      this.#woken = false;
      try {
        const { count, more, refused } = await this.#publishRound(batchSize, batchesMax);
        refusals = refused ? refusals + 1 : 0;
        // Another process wrote them, and announces none of those that follow either.
        if (count > 0 && !woken) this.#idleMs = Math.max(1, this.#options.gatherMs);
        if (this.#queue.floorIsLow)
          await this.#options.database.transaction((transaction) => this.#queue.raiseFloor(transaction));
        this.#gathering.started(count);
        failures = 0;
        this.#failure = undefined;
        batchSize = this.#options.batchSize;
        if (!more) batchesMax = roundBatches;
        if (count === 0 && !more && this.#pause.ended) return;
        if (refused) await this.#pause.wait(backoffMs(refusedBackoff, refusals));
        else if (count === 0 && !more) await this.#idleUntilWoken();
        else if (count === 0 || !more) await this.#pause.wait(this.#gathering.waitMs);
      } catch (error) {
        if (this.#pause.ended) return;
        failures += 1;
        this.#failure = { error, sinceMs: this.#failure?.sinceMs ?? Date.now() };
        outboxFailures.inc();
        this.#options.logger.warn(
          { err: error, failures },
          'outbox batch not published; the rows stay and are tried again',
        );
        // What came before a row that no broker accepts would be sent again with each try.
        if (error instanceof ProduceError && error.permanent) batchesMax = 1;
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
   * One round: takes and publishes up to `batchesMax` batches of up to `rows` rows, each with no more bytes than a broker
   * accepts, in one transaction.
   */
  async #publishRound(rows: number, batchesMax: number): Promise<Round> {
    this.#tried = [];
    const limit = { rows, bytes: batchBytesMax };
    const { ages, last, ...round } = await this.#options.database.transaction(async (transaction) => {
      const acknowledged: { ages: number[]; last: readonly TakenRow[] } = { ages: [], last: [] };
      let batch = await this.#queue.take(transaction, limit);
      for (let batches = 1; batch.rows.length > 0; batches += 1) {
        this.#tried = batch.rows;
        const reading = batch.more && batches < batchesMax ? this.#queue.take(transaction, limit) : undefined;
        // Both end before the transaction does. A send that outlives it could come after that of the next relay; a take
        // that outlives it could delete rows that were never sent.
        const [sent, next] = await Promise.allSettled([this.#send(batch.rows), reading]);
        if (sent.status === 'rejected') throw sent.reason;
        const nowSeconds = Date.now() / 1000;
        acknowledged.ages.push(...batch.rows.map((row) => Math.max(0, nowSeconds - row.created_seconds)));
        acknowledged.last = batch.rows;
        if (next.status === 'rejected') throw next.reason;
        if (next.value === undefined) break;
        batch = next.value;
      }
      return { ...acknowledged, more: batch.more, refused: batch.refused };
    });
    this.#queue.committed({ rows: last });
    for (const seconds of ages) outboxPublishSeconds.observe(seconds);
    outboxPublished.inc(ages.length);
    return { count: ages.length, ...round };
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
