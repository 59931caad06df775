import { type IncomingRecord, type Kafka, ProduceError } from '@fairway/messaging';
import type { OffsetRange, TopicReader } from '../kafka/topic-reader.js';
import { type DeadLetter, letterId, readDeadLetter, replayedHeaders } from './dead-letter.js';
import type { LetterContent, LetterSource, ReplayStep } from './letter-source.js';
import { behind, keyOf, type LostEvent } from './select-letters.js';
import { deadLetterTopics, type SettledLetters } from './settled-letters.js';

/** The letters of the dead-letter topics. Settled letters stay there; only their mark says that they are settled. */
export class TopicLetters implements LetterSource {
  readonly #reader: TopicReader;
  readonly #kafka: Kafka;
  readonly #marks: SettledLetters;

  constructor(reader: TopicReader, kafka: Kafka, marks: SettledLetters) {
    this.#reader = reader;
    this.#kafka = kafka;
    this.#marks = marks;
  }

  async open(): Promise<DeadLetter[]> {
    const settled = await this.#marks.read();
    const letters = await this.#read(
      await this.#reader.ranges(deadLetterTopics),
      (record) => !settled.has(letterId(record)),
    );
    // A letter that came back is stored behind younger ones, but its event happened before theirs.
    return letters.sort((one, other) => compareOrigins(one.origin, other.origin));
  }

  holds({ place }: DeadLetter): boolean {
    return deadLetterTopics.includes(place);
  }

  async content(id: string): Promise<LetterContent | undefined> {
    if (!deadLetterTopics.includes(placeOf(id).topic)) return undefined;
    const record = await this.#record(id);
    if (record === undefined) return undefined;
    const headers = record.headers.map(([name, value]) => ({ name, value: value?.toString() ?? null }));
    return { letter: readDeadLetter(record), headers, value: record.value };
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    if (events.length === 0) return;
    const refused = new Map<string, DeadLetter>();
    let producer = this.#kafka.createProducer();
    try {
      for (const event of events) {
        const { letter } = event;
        const front = letter.key === null ? undefined : refused.get(keyOf(letter));
        const record = await this.#record(letter.id);
        if (front !== undefined || record === undefined) {
          yield { event, kept: front === undefined ? 'the topic no longer keeps it' : behind(front) };
          continue;
        }
        try {
          // The key chooses the partition, as for newly written events.
          await producer.send([
            {
              topic: letter.topic,
              key: record.key,
              value: record.value,
              headers: replayedHeaders(record.headers, letter),
            },
          ]);
        } catch (error) {
          if (!(error instanceof ProduceError && error.permanent)) throw error;
          refused.set(keyOf(letter), letter);
          // A producer whose record was refused has lost its sequence number.
          await producer.close();
          producer = this.#kafka.createProducer();
          yield { event, kept: `Kafka refused it: ${error.message}` };
          continue;
        }
        yield { event, kept: undefined };
      }
    } finally {
      await producer.close();
    }
  }

  async discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> {
    return letters;
  }

  /** Watches for letters that are written from now on. */
  async watch(): Promise<() => Promise<DeadLetter[]>> {
    const partitionOf = ({ topic, partition }: OffsetRange) => `${topic}/${partition}`;
    const seen = new Map((await this.#reader.ranges(deadLetterTopics)).map((range) => [partitionOf(range), range.end]));
    return async () => {
      const ranges = await this.#reader.ranges(deadLetterTopics);
      const fresh = ranges
        .map((range) => ({ ...range, next: seen.get(partitionOf(range)) ?? range.next }))
        .filter(({ next, end }) => next < end);
      const letters = await this.#read(fresh, () => true);
      for (const range of ranges) seen.set(partitionOf(range), range.end);
      return letters;
    };
  }

  async counts(): Promise<Map<string, number>> {
    const ranges = await this.#reader.ranges(deadLetterTopics);
    const settled = await this.#marks.read();
    const counts = new Map<string, number>();
    for (const { topic, next, end } of ranges) counts.set(topic, (counts.get(topic) ?? 0) + Number(end - next));
    for (const id of settled.keys()) {
      const { topic, partition, offset } = placeOf(id);
      const range = ranges.find((candidate) => candidate.topic === topic && candidate.partition === partition);
      if (range === undefined || offset < range.next) continue;
      counts.set(topic, (counts.get(topic) ?? 0) - 1);
    }
    return counts;
  }

  /** Without values: those of a long topic would not fit into memory. */
  async #read(ranges: readonly OffsetRange[], wanted: (record: IncomingRecord) => boolean): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for await (const records of this.#reader.read(ranges)) letters.push(...records.filter(wanted).map(readDeadLetter));
    return letters;
  }

  async #record(id: string): Promise<IncomingRecord | undefined> {
    const { topic, partition, offset } = placeOf(id);
    const holds = ({ partition: candidate, next, end }: OffsetRange) =>
      candidate === partition && next <= offset && offset < end;
    if (!(await this.#reader.ranges([topic])).some(holds)) return undefined;
    for await (const [record] of this.#reader.read([{ topic, partition, next: offset, end: offset + 1n }]))
      return record;
    return undefined;
  }
}

function placeOf(id: string): { topic: string; partition: number; offset: bigint } {
  const [, topic, partition, offset] = /^(.+)\/(\d+)\/(\d+)$/.exec(id) ?? [];
  return { topic: topic ?? '', partition: Number(partition ?? -1), offset: BigInt(offset ?? -1) };
}

function compareOrigins(one: string, other: string): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a.topic.localeCompare(b.topic) || a.partition - b.partition || Number(a.offset - b.offset);
}
