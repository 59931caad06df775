import { Admin } from '@platformatic/kafka';
import { setTimeout as delay } from 'node:timers/promises';

const partitions = 6;
const latest = -1n;

/** Creates topics and waits until the broker knows them. */
export async function createTopics(broker: string, topics: readonly string[]): Promise<void> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [broker] });
  await admin.createTopics({ topics: [...topics], partitions, replicas: 1 });
  for (;;) {
    const known = await admin.metadata({ topics: [...topics], forceUpdate: true }).catch(() => undefined);
    if (topics.every((topic) => known?.topics.get(topic)?.partitionsCount === partitions)) break;
    await delay(50);
  }
  await admin.close();
}

/** Counts the records of a topic by its end offsets, without reading it. */
export class RecordCount {
  readonly #admin: Admin;
  readonly #topic: string;

  constructor(broker: string, topic: string) {
    this.#admin = new Admin({ clientId: 'bench', bootstrapBrokers: [broker] });
    this.#topic = topic;
  }

  async read(): Promise<number> {
    const indexes = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: latest }));
    const [found] = await this.#admin.listOffsets({ topics: [{ name: this.#topic, partitions: indexes }] });
    return Number((found?.partitions ?? []).reduce((sum, { offset }) => sum + offset, 0n));
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }
}
