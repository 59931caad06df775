import { Consumer, type KafkaRecord, type RecordsBatch } from '@platformatic/kafka';

/** A record of a topic, with the CloudEvents attributes that its headers carry. */
export interface EventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When the relay sent it. */
  readonly sentAt: Date;
  readonly key: string;
  readonly eventId: string | undefined;
  readonly eventType: string | undefined;
  /** When the event happened. */
  readonly eventTime: string | undefined;
  readonly traceId: string | undefined;
  /** Of a dead letter: which service gave it up, and why. */
  readonly deadLetter: { readonly consumer: string; readonly cause: string } | undefined;
}

export interface RecordWindow {
  readonly topics: readonly string[];
  readonly from: Date;
  /** Records sent later are not read; undefined for all that there are now. */
  readonly until: Date | undefined;
}

/** Decides on the bytes, before a record is decoded: most records belong to others. */
export type Wanted = (record: { key: Buffer | null; value: Buffer | null; header(name: string): string | undefined }) => boolean;

/** The part of a partition that is still to be read. */
interface Span {
  readonly topic: string;
  readonly partition: number;
  next: bigint;
  readonly end: bigint;
}

const partitionMaxBytes = 1024 * 1024;
const noSuchOffset = -1n;

/** Reads topics directly: it joins no consumer group and commits nothing, so it never gets in a consumer's way. */
export class EventRecords {
  // The client asks for a group's name; it is never joined.
  readonly #consumer: Consumer;

  constructor(broker: string) {
    this.#consumer = new Consumer({ groupId: 'fairway-journey', clientId: 'fairway', bootstrapBrokers: [broker], retries: 1 });
  }

  async read(window: RecordWindow, wanted: Wanted): Promise<EventRecord[]> {
    this.#consumer.topics.trackAll(...window.topics);
    const { topics, brokers } = await this.#consumer.metadata({ topics: [...window.topics] });
    const topicIds = new Map([...topics].map(([name, { id }]) => [name, id]));
    // The local run has one broker, which leads every partition.
    const node = brokers.keys().next().value ?? 1;
    const found: EventRecord[] = [];
    let unread = await this.#spans(window);
    while (unread.length > 0) {
      const before = unread.reduce((sum, { next }) => sum + next, 0n);
      for (const { span, batch } of await this.#fetch(node, unread, topicIds)) found.push(...takeWanted(span, batch, wanted));
      // Retention may delete what was to be read; nothing comes instead.
      if (unread.reduce((sum, { next }) => sum + next, 0n) === before) break;
      unread = unread.filter(({ next, end }) => next < end);
    }
    return found;
  }

  close(): Promise<void> {
    return this.#consumer.close(true);
  }

  async #spans({ topics, from, until }: RecordWindow): Promise<Span[]> {
    const offsetsAt = (date: Date | undefined) =>
      this.#consumer.listOffsets({ topics: [...topics], ...(date === undefined ? {} : { timestamp: BigInt(date.getTime()) }) });
    const [starts, ends, latest] = await Promise.all([offsetsAt(from), offsetsAt(until), offsetsAt(undefined)]);
    return topics.flatMap((topic) =>
      (latest.get(topic) ?? []).flatMap((last, partition) => {
        const start = starts.get(topic)?.[partition] ?? noSuchOffset;
        const end = ends.get(topic)?.[partition] ?? noSuchOffset;
        if (start === noSuchOffset || start >= last) return [];
        return [{ topic, partition, next: start, end: end === noSuchOffset ? last : end }].filter((span) => span.next < span.end);
      }),
    );
  }

  async #fetch(node: number, spans: readonly Span[], topicIds: ReadonlyMap<string, string>): Promise<{ span: Span; batch: RecordsBatch }[]> {
    const topics = [...Map.groupBy(spans, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topicId: topicIds.get(topic) ?? '',
      partitions: ofTopic.map(({ partition, next }) => ({ partition, currentLeaderEpoch: -1, fetchOffset: next, lastFetchedEpoch: -1, partitionMaxBytes })),
    }));
    const { responses } = await this.#consumer.fetch({ node, topics, maxWaitTime: 200, minBytes: 1 });
    return responses.flatMap(({ topicId, partitions }) =>
      partitions.flatMap(({ partitionIndex, records }) => {
        const span = spans.find(({ topic, partition }) => topicIds.get(topic) === topicId && partition === partitionIndex);
        return span === undefined ? [] : (records ?? []).map((batch) => ({ span, batch }));
      }),
    );
  }
}

/** Moves the span past the batch and decodes those of its records that are wanted. */
function takeWanted(span: Span, batch: RecordsBatch, wanted: Wanted): EventRecord[] {
  const found = batch.records.flatMap((record) => {
    const offset = batch.firstOffset + BigInt(record.offsetDelta);
    // A batch comes whole, also when only its last record was asked for.
    if (offset < span.next || offset >= span.end) return [];
    const header = (name: string) => record.headers.find(([key]) => key?.toString() === name)?.[1]?.toString();
    if (!wanted({ key: record.key, value: record.value, header })) return [];
    return [decode(span, offset, Number(batch.firstTimestamp + record.timestampDelta), record, header)];
  });
  span.next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
  return found;
}

function decode({ topic, partition }: Span, offset: bigint, sentAtMs: number, record: KafkaRecord, header: (name: string) => string | undefined): EventRecord {
  const consumer = header('dlq-consumer');
  return {
    topic,
    partition,
    offset: offset.toString(),
    sentAt: new Date(sentAtMs),
    key: record.key?.toString() ?? '',
    eventId: header('ce_id'),
    eventType: header('ce_type'),
    eventTime: header('ce_time'),
    traceId: header('traceparent')?.split('-')[1],
    deadLetter: consumer === undefined ? undefined : { consumer, cause: header('dlq-cause') ?? '' },
  };
}
