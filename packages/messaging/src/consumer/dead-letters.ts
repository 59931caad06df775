import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../backoff.js';
import type { IncomingRecord, Kafka, OutgoingRecord, RecordProducer } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';

export interface DeadLetterCause {
  readonly consumer: string;
  readonly error: unknown;
  readonly attempts: number;
}

/**
 * The dead letter of a record: on `<topic>.dlq`, in the same partition, with key, value and headers untouched, so that
 * sending it back is all a replay has to do. Headers `dlq-*` say where it came from, who gave it up and why.
 */
export function deadLetterOf(record: IncomingRecord, { consumer, error, attempts }: DeadLetterCause): OutgoingRecord {
  const facts = {
    'dlq-topic': record.topic,
    'dlq-partition': String(record.partition),
    'dlq-offset': String(record.offset),
    'dlq-timestamp': new Date(record.timestampMs).toISOString(),
    'dlq-consumer': consumer,
    'dlq-error': error instanceof Error ? error.name : typeof error,
    'dlq-cause': (error instanceof Error ? error.message : String(error)).slice(0, 1_000),
    'dlq-attempts': String(attempts),
    'dlq-at': new Date().toISOString(),
  };
  return {
    topic: `${record.topic}.dlq`,
    partition: record.partition,
    key: record.key,
    value: record.value,
    // A letter that was sent back and failed again tells of its last failure only.
    headers: [
      ...record.headers.filter(([name]) => !(name in facts)),
      ...Object.entries(facts).map(([name, value]) => [name, Buffer.from(value)] as const),
    ],
  };
}

const retryBackoff = { firstMs: 200, maxMs: 3_000 };

/** Sends dead letters, with a new producer after each failure. */
export class DeadLetterProducer {
  readonly #kafka: Kafka;
  readonly #logger: Logger;
  readonly #stopped = Promise.withResolvers<void>();
  #stopping = false;
  #producer: RecordProducer | undefined;

  constructor(kafka: Kafka, logger: Logger) {
    this.#kafka = kafka;
    this.#logger = logger;
  }

  /**
   * Tries until Kafka has the letter: a record that is neither handled nor on the dead-letter topic would be lost.
   * @returns false when it gave up because `stop` was called; the record is then read again after the next start
   */
  async sendUntilAccepted(letter: OutgoingRecord): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      this.#producer ??= this.#kafka.createProducer();
      try {
        await this.#producer.send([letter]);
        return true;
      } catch (error) {
        this.#logger.warn({ err: error, topic: letter.topic }, 'dead letter not accepted, trying again');
        await this.#close();
        if (this.#stopping) return false;
        await Promise.race([delay(backoffMs(retryBackoff, attempt)), this.#stopped.promise]);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped.resolve();
    await this.#close();
  }

  async #close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close().catch(() => undefined);
  }
}
