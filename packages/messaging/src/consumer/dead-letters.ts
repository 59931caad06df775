import type { IncomingRecord, Kafka, OutgoingRecord, RecordProducer } from '../kafka/kafka-port.js';

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
  const headers = new Map(record.headers);
  for (const [name, value] of Object.entries(facts)) headers.set(name, Buffer.from(value));
  return {
    topic: `${record.topic}.dlq`,
    partition: record.partition,
    key: record.key,
    value: record.value,
    headers,
  };
}

/** Sends dead letters, with a new producer after each failure. */
export class DeadLetterProducer {
  readonly #kafka: Kafka;
  #producer: RecordProducer | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async send(letter: OutgoingRecord): Promise<void> {
    this.#producer ??= this.#kafka.createProducer();
    try {
      await this.#producer.send([letter]);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close().catch(() => undefined);
  }
}
