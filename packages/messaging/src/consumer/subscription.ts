import { backoffMs } from '../backoff.js';
import type { Kafka, PartitionOffset, RecordConsumer, RecordListener } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';

export interface SubscriptionOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly kafka: Kafka;
  readonly logger: Logger;
}

const reconnectBackoff = { firstMs: 200, maxMs: 5_000 };

/** A membership in a consumer group that outlives its connections: when Kafka is lost it joins again, for ever. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #listener: Omit<RecordListener, 'failed'>;
  readonly #stopped = Promise.withResolvers<void>();
  #consumer: RecordConsumer | undefined;
  #running: Promise<void> | undefined;
  #paused = false;
  #stopping = false;

  constructor(options: SubscriptionOptions, listener: Omit<RecordListener, 'failed'>) {
    this.#options = options;
    this.#listener = listener;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let attempt = 1; !this.#stopping; attempt += 1) {
      const consumer = this.#options.kafka.createConsumer(this.#options);
      const lost = Promise.withResolvers<never>();
      // Somebody must listen from the start: the consumer may fail before it is raced below.
      lost.promise.catch(() => undefined);
      try {
        this.#consumer = consumer;
        if (this.#paused) consumer.pause();
        await consumer.start({ ...this.#listener, failed: (error) => lost.reject(error) });
        attempt = 0;
        await Promise.race([lost.promise, this.#stopped.promise]);
        return;
      } catch (error) {
        if (this.#stopping) return;
        this.#consumer = undefined;
        this.#options.logger.warn({ err: error, attempt }, 'not connected to the consumer group, joining again');
        await consumer.close().catch(() => undefined);
        await this.#wait(backoffMs(reconnectBackoff, attempt + 1));
      }
    }
  }

  async #wait(ms: number): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, ms);
    await Promise.race([timer.promise, this.#stopped.promise]);
    clearTimeout(handle);
  }

  pause(): void {
    this.#paused = true;
    this.#consumer?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#consumer?.resume();
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#consumer?.commit(offsets).catch((error: unknown) => {
      // The next commit carries a later offset; should there be none, the inbox passes over what is read again.
      this.#options.logger.warn({ err: error }, 'offsets not committed');
    });
  }

  /** Delivers no more, though the membership lasts until `leave`, so that last offsets can still be committed. */
  stop(): void {
    this.#stopping = true;
    this.#stopped.resolve();
    this.#consumer?.pause();
  }

  async leave(): Promise<void> {
    await this.#running;
    await this.#consumer?.close().catch(() => undefined);
  }
}
