import { Admin } from '@platformatic/kafka';

/** Of every topic that is measured. */
export const partitions = 6;
const latest = -1n;

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
