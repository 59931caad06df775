import { backoffMs } from '../backoff.js';
import type {
  Gap,
  Kafka,
  Membership,
  PartitionOffset,
  RecordConsumer,
  RecordListener,
  TopicPartition,
} from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { groupJoins, recordsLost } from '../metrics.js';
import { Pause } from '../pause.js';
import type { Assignment } from './assignment.js';

export interface SubscriptionOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly kafka: Kafka;
  readonly logger: Logger;
}

type SubscriptionListener = Omit<RecordListener, 'failed' | 'gap'>;

const reconnectBackoff = { firstMs: 200, maxMs: 5_000 };

/** A membership in a consumer group that outlives its connections: after losing Kafka it rejoins, without limit. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #listener: SubscriptionListener;
  readonly #pause = new Pause();
  #membershipEnd: PromiseWithResolvers<void> | undefined;
  #consumer: RecordConsumer | undefined;
  #running: Promise<void> | undefined;
  #paused = false;
  #joinedBefore = false;
  #lostRecords = 0;

  constructor(options: SubscriptionOptions, listener: SubscriptionListener) {
    this.#options = options;
    this.#listener = listener;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let attempt = 1; !this.#pause.ended; attempt += 1) {
      const consumer = this.#options.kafka.createConsumer(this.#options);
      const end = Promise.withResolvers<void>();
      // Handled from the start: the consumer may fail before the await below.
      end.promise.catch(() => undefined);
      this.#membershipEnd = end;
      try {
        this.#consumer = consumer;
        if (this.#paused) consumer.pause();
        await consumer.start({
          ...this.#listener,
          gap: (gap) => this.#reportGap(gap),
          assigned: (membership) => {
            this.#reportJoin(membership);
            this.#listener.assigned?.(membership);
          },
          failed: (error) => end.reject(error),
        });
        attempt = 0;
        await end.promise;
        return;
      } catch (error) {
        if (this.#pause.ended) return;
        this.#consumer = undefined;
        this.#options.logger.warn({ err: error, attempt }, 'not connected to the consumer group, joining again');
        await consumer.close().catch(() => undefined);
        await this.#pause.wait(backoffMs(reconnectBackoff, attempt + 1));
      }
    }
  }

  #reportJoin({ reason: told, generation, partitions }: Membership): void {
    const { group, logger } = this.#options;
    const reason = told === 'started' && this.#joinedBefore ? 'connection-lost' : told;
    this.#joinedBefore = true;
    groupJoins.inc({ reason });
    logger.info(
      { group, reason, generation, partitions: partitions.map(({ topic, partition }) => `${topic}:${partition}`) },
      'joined the consumer group',
    );
  }

  #reportGap({ topic, partition, from, to }: Gap): void {
    const lost = Number(to - from);
    this.#lostRecords += lost;
    recordsLost.inc({ topic }, lost);
    this.#options.logger.error(
      { group: this.#options.group, topic, partition, from: Number(from), to: Number(to), lost },
      'Kafka deleted records before this group read them: it was away for longer than the topic keeps records. Publish their content again; `./fairway help` lists repairs.',
    );
  }

  /** Records deleted before the group read them, since the start of the process. */
  get lostRecords(): number {
    return this.#lostRecords;
  }

  pause(): void {
    this.#paused = true;
    this.#consumer?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#consumer?.resume();
  }

  pausePartition(partition: TopicPartition): void {
    this.#consumer?.pausePartition(partition);
  }

  resumePartition(partition: TopicPartition): void {
    this.#consumer?.resumePartition(partition);
  }

  /**
   * Commits finished offsets. The next call retries what fails; records that are read again because of it are skipped
   * by the inbox.
   */
  async commit(assignment: Assignment): Promise<void> {
    const offsets = assignment.committable;
    if (this.#consumer === undefined || offsets.length === 0) return;
    try {
      await this.#consumer.commit(offsets);
      assignment.committed(offsets);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'offsets not committed');
    }
  }

  /** Rejects while there is no connection to Kafka. */
  async endOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    if (this.#consumer === undefined) throw new Error('not connected to Kafka');
    return this.#consumer.endOffsets(partitions);
  }

  /** Delivers no more records. The membership lasts until `leave`, so that the last offsets can still be committed. */
  stop(): void {
    this.#pause.end();
    this.#membershipEnd?.resolve();
    this.#consumer?.pause();
  }

  async leave(): Promise<void> {
    await this.#running;
    await this.#consumer?.close().catch(() => undefined);
  }
}
