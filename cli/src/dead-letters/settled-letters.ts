import { catalog, deadLetterTopicOf, settledLettersTopic } from '@fairway/catalog';
import type { Kafka, OutgoingRecord } from '@fairway/messaging';
import { z } from 'zod';
import type { TopicReader } from '../kafka/topic-reader.js';
import type { DeadLetter } from './dead-letter.js';

export const deadLetterTopics = Object.keys(catalog.topics).map(deadLetterTopicOf);

/** What was done about a letter, and by whom. */
const settlementSchema = z.object({
  /**
   * The topic's id, because a topic that was deleted and created again starts at offset 0 with different letters. Empty
   * for a letter that is not on a topic.
   */
  topicId: z.string(),
  outcome: z.enum(['replayed', 'discarded']),
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string().optional(),
});
export type Settlement = z.infer<typeof settlementSchema>;

/** The marks of settled letters, on their own topic: a letter's id, and what was done about it. */
export class SettledLetters {
  readonly #reader: TopicReader;
  readonly #kafka: Kafka;
  readonly #by: string;
  readonly #warn: (line: string) => void;
  #topicIds: ReadonlyMap<string, string> = new Map();
  #producer: ReturnType<Kafka['createProducer']> | undefined;

  /** @param warn called for each invalid record on the topic */
  constructor(reader: TopicReader, kafka: Kafka, by: string, warn: (line: string) => void) {
    this.#reader = reader;
    this.#kafka = kafka;
    this.#by = by;
    this.#warn = warn;
  }

  /**
   * The marks of all letters that still exist or never were on a topic, by the letter's id. An invalid record must not
   * stop the command.
   */
  async read(): Promise<Map<string, Settlement>> {
    const settled = new Map<string, Settlement>();
    this.#topicIds = await this.#reader.topicIds(deadLetterTopics);
    for await (const records of this.#reader.read(await this.#reader.ranges([settledLettersTopic.name]))) {
      for (const { topic, partition, offset, key, value } of records) {
        const settlement = settlementIn(value);
        if (key === null || settlement === undefined)
          this.#warn(`${topic}[${partition}] @ ${offset} is not a valid mark of a settled letter and is ignored`);
        else if (settlement.topicId === this.#topicIdOf(key.toString())) settled.set(key.toString(), settlement);
      }
    }
    return settled;
  }

  /** Accepts only letters that `read` has checked before. */
  async mark(letters: readonly DeadLetter[], outcome: Pick<Settlement, 'outcome' | 'reason'>): Promise<void> {
    this.#producer ??= this.#kafka.createProducer();
    await this.#producer.send(letters.map(({ id }) => this.#record(id, outcome)));
  }

  async close(): Promise<void> {
    await this.#producer?.close();
  }

  #topicIdOf(id: string): string {
    return this.#topicIds.get(id.slice(0, id.indexOf('/'))) ?? '';
  }

  #record(id: string, outcome: Pick<Settlement, 'outcome' | 'reason'>): OutgoingRecord {
    const settlement: Settlement = {
      ...outcome,
      topicId: this.#topicIdOf(id),
      at: new Date().toISOString(),
      by: this.#by,
    };
    return {
      topic: settledLettersTopic.name,
      key: Buffer.from(id),
      value: Buffer.from(JSON.stringify(settlement)),
      headers: [],
    };
  }
}

function settlementIn(value: Buffer | null): Settlement | undefined {
  try {
    return settlementSchema.parse(JSON.parse(value?.toString() ?? ''));
  } catch {
    return undefined;
  }
}
