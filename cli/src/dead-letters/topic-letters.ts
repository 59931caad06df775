import { catalog, deadLetterTopicOf } from '@fairway/catalog';
import { connectKafka, type IncomingRecord, type Kafka, type OutgoingRecord, ProduceError } from '@fairway/messaging';
import { type OffsetRange, TopicReader } from '../kafka/topic-reader.js';
import { type DeadLetter, letterId, readDeadLetter, replayedHeaders } from './dead-letter.js';
import type { LetterContent, LetterSource, ReplayStep } from './letter-source.js';
import { behind, keyOf, type LostEvent } from './select-letters.js';
import { readSettlements, type Settlement, settlementRecord } from './settled-letters.js';

const deadLetterTopics = Object.keys(catalog.topics).map(deadLetterTopicOf);

/** The letters of the dead-letter topics. They stay there when they are settled; a mark on a topic of its own says so. */
export class TopicLetters implements LetterSource {
  readonly #reader: TopicReader;
  readonly #kafka: Kafka;
  readonly #by: string;
  readonly #warn: (line: string) => void;

  /** @param warn told what is wrong on the topics, a line a record */
  constructor(broker: string, by: string, warn: (line: string) => void) {
    this.#reader = new TopicReader(broker);
    this.#kafka = connectKafka({ brokers: [broker], clientId: 'fairway' });
    this.#by = by;
    this.#warn = warn;
  }

  async open(): Promise<DeadLetter[]> {
    const settled = await this.#settled();
    const letters = await this.#read(await this.#reader.ranges(deadLetterTopics), (record) => settled(record) === undefined);
    // A letter that came back lies behind younger ones; its event was before them.
    return letters.sort((one, other) => compareOrigins(one.origin, other.origin));
  }

  holds({ place }: DeadLetter): boolean {
    return deadLetterTopics.includes(place);
  }

  async content(id: string): Promise<LetterContent | undefined> {
    if (!deadLetterTopics.includes(placeOf(id).topic)) return undefined;
    const record = await this.#record(id);
    if (record === undefined) return undefined;
    const settled = await this.#settled();
    const headers = record.headers.map(([name, value]) => ({ name, value: value?.toString() ?? null }));
    return { letter: readDeadLetter(record), settlement: settled(record), headers, value: record.value };
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    if (events.length === 0) return;
    const topicIds = await this.#reader.topicIds(deadLetterTopics);
    const refused = new Map<string, DeadLetter>();
    let producer = this.#kafka.createProducer();
    try {
      for (const event of events) {
        const { letter, letters } = event;
        const front = letter.key === null ? undefined : refused.get(keyOf(letter));
        const record = await this.#record(letter.id);
        if (front !== undefined || record === undefined) {
          yield { event, kept: front === undefined ? 'its topic no longer keeps it' : behind(front) };
          continue;
        }
        try {
          // The key chooses the partition, as it does for the events that are written today.
          await producer.send([{ topic: letter.topic, key: record.key, value: record.value, headers: replayedHeaders(record.headers, letter) }]);
        } catch (error) {
          if (!(error instanceof ProduceError && error.permanent)) throw error;
          refused.set(keyOf(letter), letter);
          // A producer that was refused has lost its place in the sequence.
          await producer.close();
          producer = this.#kafka.createProducer();
          yield { event, kept: `Kafka refuses it: ${error.message}` };
          continue;
        }
        // Only now, and event by event: a run that is killed here sends this one twice, and the inbox drops the second.
        await producer.send(letters.map(({ id }) => this.#mark(id, { outcome: 'replayed' }, topicIds)));
        yield { event, kept: undefined };
      }
    } finally {
      await producer.close();
    }
  }

  async discard(letters: readonly DeadLetter[], reason: string): Promise<number> {
    if (letters.length === 0) return 0;
    const topicIds = await this.#reader.topicIds(deadLetterTopics);
    const producer = this.#kafka.createProducer();
    try {
      for (const { id } of letters) await producer.send([this.#mark(id, { outcome: 'discarded', reason }, topicIds)]);
    } finally {
      await producer.close();
    }
    return letters.length;
  }

  /** Watches for letters that are written from now on. */
  async watch(): Promise<() => Promise<DeadLetter[]>> {
    const partitionOf = ({ topic, partition }: OffsetRange) => `${topic}/${partition}`;
    const seen = new Map((await this.#reader.ranges(deadLetterTopics)).map((range) => [partitionOf(range), range.end]));
    return async () => {
      const ranges = await this.#reader.ranges(deadLetterTopics);
      const fresh = ranges.map((range) => ({ ...range, next: seen.get(partitionOf(range)) ?? range.next })).filter(({ next, end }) => next < end);
      const letters = await this.#read(fresh, () => true);
      for (const range of ranges) seen.set(partitionOf(range), range.end);
      return letters;
    };
  }

  async counts(): Promise<Map<string, number>> {
    const ranges = await this.#reader.ranges(deadLetterTopics);
    const settled = await readSettlements(this.#reader, this.#warn);
    const topicIds = await this.#reader.topicIds(deadLetterTopics);
    const counts = new Map<string, number>();
    for (const { topic, next, end } of ranges) counts.set(topic, (counts.get(topic) ?? 0) + Number(end - next));
    for (const [id, { topicId }] of settled) {
      const { topic, partition, offset } = placeOf(id);
      const range = ranges.find((candidate) => candidate.topic === topic && candidate.partition === partition);
      if (range === undefined || offset < range.next || topicId !== topicIds.get(topic)) continue;
      counts.set(topic, (counts.get(topic) ?? 0) - 1);
    }
    return counts;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** Without the values: those of a long topic would not fit into memory. */
  async #read(ranges: readonly OffsetRange[], wanted: (record: IncomingRecord) => boolean): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for await (const records of this.#reader.read(ranges)) letters.push(...records.filter(wanted).map(readDeadLetter));
    return letters;
  }

  async #settled(): Promise<(record: IncomingRecord) => Settlement | undefined> {
    const [settlements, topicIds] = [await readSettlements(this.#reader, this.#warn), await this.#reader.topicIds(deadLetterTopics)];
    return (record) => {
      const settlement = settlements.get(letterId(record));
      return settlement?.topicId === topicIds.get(record.topic) ? settlement : undefined;
    };
  }

  async #record(id: string): Promise<IncomingRecord | undefined> {
    const { topic, partition, offset } = placeOf(id);
    const holds = ({ partition: candidate, next, end }: OffsetRange) => candidate === partition && next <= offset && offset < end;
    if (!(await this.#reader.ranges([topic])).some(holds)) return undefined;
    for await (const [record] of this.#reader.read([{ topic, partition, next: offset, end: offset + 1n }])) return record;
    return undefined;
  }

  #mark(id: string, settlement: Pick<Settlement, 'outcome' | 'reason'>, topicIds: ReadonlyMap<string, string>): OutgoingRecord {
    const topicId = topicIds.get(placeOf(id).topic) ?? '';
    return settlementRecord(id, { ...settlement, topicId, at: new Date().toISOString(), by: this.#by });
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
