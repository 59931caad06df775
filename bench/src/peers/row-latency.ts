import { connectKafka, type RecordConsumer } from '@fairway/messaging';
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { measured } from './measured-event.js';
import type { EventData } from '@fairway/contracts';

const tickMs = 2;

/** Commits numbered rows at a rate, each in a transaction of its own; returns when each was committed. */
export async function insertAtRate(
  url: string,
  statement: string,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Map<number, number>> {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  const committedMs = new Map<number, number>();
  const inserts: Promise<void>[] = [];
  const startMs = performance.now();
  for (let planned = 0; planned < perSecond * seconds;) {
    for (
      ;
      planned < perSecond * seconds && (planned * 1_000) / perSecond <= performance.now() - startMs;
      planned += 1
    ) {
      const n = planned + 1;
      const insert = pool.query({ name: 'insert', text: statement, values: [n] });
      inserts.push(insert.then(() => void committedMs.set(n, performance.now())));
    }
    await delay(tickMs);
  }
  await Promise.all(inserts);
  await pool.end();
  return committedMs;
}

/** When the record of each row came to a consumer. */
export class ArrivalTimes {
  /** With repeats. */
  records = 0;
  readonly #arrivedMs = new Map<number, number>();
  readonly #consumer: RecordConsumer;

  private constructor(consumer: RecordConsumer) {
    this.#consumer = consumer;
  }

  /** Resolves when the consumer has its partitions. */
  static async follow(broker: string, topic: string): Promise<ArrivalTimes> {
    const kafka = connectKafka({ brokers: [broker], clientId: 'bench' });
    const consumer = kafka.createConsumer({ group: `${topic}.reader`, topics: [topic] });
    const times = new ArrivalTimes(consumer);
    const assigned = Promise.withResolvers<void>();
    await consumer.start({
      record: ({ value }) => times.#take(value),
      assigned: () => assigned.resolve(),
      failed: (error) => assigned.reject(error),
    });
    await assigned.promise;
    return times;
  }

  get distinct(): number {
    return this.#arrivedMs.size;
  }

  /** From commit to arrival, sorted, of the rows with a higher number than `after`. */
  latenciesMs(committedMs: ReadonlyMap<number, number>, after: number): number[] {
    const rows = [...committedMs].filter(([n]) => n > after);
    return rows.map(([n, ms]) => (this.#arrivedMs.get(n) ?? Infinity) - ms).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await this.#consumer.close();
  }

  #take(value: Buffer | null): void {
    if (value === null) return;
    this.records += 1;
    const { n } = JSON.parse(value.toString()) as EventData<typeof measured>;
    if (!this.#arrivedMs.has(n)) this.#arrivedMs.set(n, performance.now());
  }
}
