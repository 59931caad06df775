import { type IncomingRecord, offsetAfter, recordsIn, within } from '@fairway/messaging';
import { Admin, Consumer, type RecordsBatch } from '@platformatic/kafka';
import { answered } from '../command-line/answered.js';

/** The part of a partition from `next`, inclusive, to `end`, exclusive. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
  readonly end: bigint;
}

type Unread = { -readonly [Property in keyof OffsetRange]: OffsetRange[Property] };

const goodbyeMs = 2_000;
const partitionMaxBytes = 1024 * 1024;
const noSuchOffset = -1n;
const earliest = -2n;
const latest = -1n;

/** Reads topics directly. It joins no consumer group and commits nothing, so it never disturbs a consumer. */
export class TopicReader {
  // The client requires a group name, but never joins the group.
  readonly #consumer: Consumer;
  readonly #admin: Admin;

  constructor(broker: string) {
    const connection = {
      clientId: 'fairway',
      bootstrapBrokers: [broker],
      retries: 1,
      connectTimeout: 5_000,
      autocreateTopics: false,
    };
    this.#consumer = new Consumer({ groupId: 'fairway-reader', ...connection });
    this.#admin = new Admin(connection);
  }

  /** The id of each existing topic; a topic that is deleted and created again gets another id. */
  async topicIds(names: readonly string[]): Promise<Map<string, string>> {
    const existing = new Set(await answered('Kafka', this.#admin.listTopics()));
    const topics = names.filter((name) => existing.has(name));
    if (topics.length === 0) return new Map();
    this.#consumer.topics.trackAll(...topics);
    const metadata = await answered('Kafka', this.#consumer.metadata({ topics }));
    return new Map([...metadata.topics].map(([name, { id }]) => [name, id]));
  }

  /** What each partition holds now: everything, or what was sent in a time window. A missing topic holds nothing. */
  async ranges(
    names: readonly string[],
    { from, until }: { from?: Date | undefined; until?: Date | undefined } = {},
  ): Promise<OffsetRange[]> {
    const topics = [...(await this.topicIds(names)).keys()];
    if (topics.length === 0) return [];
    const offsetsAt = (date: Date | undefined, otherwise: bigint) =>
      this.#consumer.listOffsets({ topics, timestamp: date === undefined ? otherwise : BigInt(date.getTime()) });
    const [starts, ends, lasts] = await answered(
      'Kafka',
      Promise.all([offsetsAt(from, earliest), offsetsAt(until, latest), offsetsAt(undefined, latest)]),
    );
    return topics.flatMap((topic) =>
      (lasts.get(topic) ?? []).flatMap((last, partition) => {
        const next = starts.get(topic)?.[partition] ?? noSuchOffset;
        const end = ends.get(topic)?.[partition] ?? noSuchOffset;
        if (next === noSuchOffset) return [];
        return [{ topic, partition, next, end: end === noSuchOffset ? last : end }].filter(
          (range) => range.next < range.end,
        );
      }),
    );
  }

  /** The records of the ranges in chunks, ordered within each partition. */
  async *read(ranges: readonly OffsetRange[]): AsyncGenerator<IncomingRecord[]> {
    if (ranges.length === 0) return;
    const names = [...new Set(ranges.map(({ topic }) => topic))];
    this.#consumer.topics.trackAll(...names);
    const { topics } = await answered('Kafka', this.#consumer.metadata({ topics: names }));
    const leaderOf = ({ topic, partition }: Unread) => topics.get(topic)?.partitions[partition]?.leader ?? 0;
    const topicIds = new Map([...topics].map(([name, { id }]) => [name, id]));
    let unread: Unread[] = ranges.map((range) => ({ ...range }));
    while (unread.length > 0) {
      const before = positionSum(unread);
      for (const [leader, ofLeader] of Map.groupBy(unread, leaderOf)) {
        for (const { range, batch } of await this.#fetch(leader, ofLeader, topicIds)) {
          const records = takeRecords(range, batch);
          if (records.length > 0) yield records;
        }
      }
      // Retention may delete records before they are read; nothing arrives in their place.
      if (positionSum(unread) === before) break;
      unread = unread.filter(({ next, end }) => next < end);
    }
  }

  async close(): Promise<void> {
    await within(goodbyeMs, Promise.all([this.#consumer.close(true), this.#admin.close()]));
  }

  async #fetch(
    node: number,
    ranges: readonly Unread[],
    topicIds: ReadonlyMap<string, string>,
  ): Promise<{ range: Unread; batch: RecordsBatch }[]> {
    const topics = [...Map.groupBy(ranges, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topicId: topicIds.get(topic) ?? '',
      partitions: ofTopic.map(({ partition, next, end }) => ({
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: next,
        lastFetchedEpoch: -1,
        // A broker returns the first batch whatever its size, so 1 byte is enough for one record.
        partitionMaxBytes: end - next === 1n ? 1 : partitionMaxBytes,
      })),
    }));
    const { responses } = await answered(
      'Kafka',
      this.#consumer.fetch({ node, topics, maxWaitTime: 200, minBytes: 1 }),
    );
    return responses.flatMap(({ topicId, partitions }) =>
      partitions.flatMap(({ partitionIndex, records }) => {
        const range = ranges.find(
          ({ topic, partition }) => topicIds.get(topic) === topicId && partition === partitionIndex,
        );
        return range === undefined ? [] : (records ?? []).map((batch) => ({ range, batch }));
      }),
    );
  }
}

function positionSum(ranges: readonly Unread[]): bigint {
  return ranges.reduce((sum, { next }) => sum + next, 0n);
}

/** Moves the range past the batch and returns the batch's records within the range. */
function takeRecords(range: Unread, batch: RecordsBatch): IncomingRecord[] {
  // A batch always arrives whole, even when only its last record was requested.
  const taken = [...recordsIn(batch, range)].filter(({ offset }) => offset >= range.next && offset < range.end);
  range.next = offsetAfter(batch);
  return taken;
}
