import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { IncomingRecord, Kafka, RecordConsumer } from '@fairway/messaging';

const retryMs = 100;

/** Collects each record of a topic once, whatever happens to the broker meanwhile. */
export class TopicFollower {
  readonly records: IncomingRecord[] = [];
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #nextOffsets = new Map<number, bigint>();
  #consumer: RecordConsumer | undefined;
  #stopped = false;

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
  }

  async start(): Promise<void> {
    const consumer = this.#kafka.createConsumer({ group: `test-${randomUUID()}`, topics: [this.#topic] });
    this.#consumer = consumer;
    const failed = () => void this.#startAgain(consumer);
    await consumer.start({ record: (record) => this.#collect(record), assigned: () => undefined, failed });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#consumer?.close();
  }

  #collect(record: IncomingRecord): void {
    // A consumer that took over reads everything from the start.
    if (record.offset < (this.#nextOffsets.get(record.partition) ?? 0n)) return;
    this.#nextOffsets.set(record.partition, record.offset + 1n);
    this.records.push(record);
  }

  /** Replaces a failed consumer, which delivers no more. */
  async #startAgain(failed: RecordConsumer | undefined): Promise<void> {
    if (failed === undefined || failed !== this.#consumer) return;
    this.#consumer = undefined;
    await failed.close().catch(() => undefined);
    await delay(retryMs);
    if (this.#stopped) return;
    await this.start().catch(() => this.#startAgain(this.#consumer));
  }
}
