import type { IncomingRecord, PartitionOffset, RecordConsumer, TopicPartition } from '../kafka/kafka-port.js';
import { OffsetTracker } from './offset-tracker.js';

interface TrackedPartition extends TopicPartition {
  readonly tracker: OffsetTracker;
  paused: boolean;
}

/** How far the work on a partition has come. */
export interface PartitionProgress extends TopicPartition {
  /** All records below it are finished; undefined until the committed offset is known. */
  readonly mark: bigint | undefined;
  /** The Kafka timestamp of the oldest unfinished record; undefined when none of those read is unfinished. */
  readonly oldestTimestampMs: number | undefined;
}

/** Maximum number of offsets kept behind an unfinished one. At the limit the partition waits; the others continue. */
const trackedOffsetsMax = 10_000;

/**
 * The partitions that one generation of the group gave this member. Deliveries of an older generation still finish, but
 * no longer count.
 */
export class Assignment {
  readonly #partitions = new Map<string, TrackedPartition>();
  readonly #intake: Pick<RecordConsumer, 'pausePartition' | 'resumePartition'>;
  #isCurrent = true;

  constructor(
    intake: Pick<RecordConsumer, 'pausePartition' | 'resumePartition'>,
    partitions: readonly TopicPartition[] = [],
  ) {
    this.#intake = intake;
    for (const partition of partitions) this.#entry(partition);
  }

  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** A newer assignment replaces this one. */
  end(): void {
    this.#isCurrent = false;
  }

  startAt(positions: readonly PartitionOffset[]): void {
    for (const position of positions) this.#entry(position).tracker.start(position.offset);
  }

  track(record: Pick<IncomingRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>): void {
    const entry = this.#entry(record);
    entry.tracker.add(record.offset, record.timestampMs);
    if (!entry.paused && entry.tracker.size >= trackedOffsetsMax) {
      entry.paused = true;
      this.#intake.pausePartition(entry);
    }
  }

  complete(place: PartitionOffset): void {
    const entry = this.#entry(place);
    entry.tracker.complete(place.offset);
    if (entry.paused && entry.tracker.size <= trackedOffsetsMax / 2) {
      entry.paused = false;
      this.#intake.resumePartition(entry);
    }
  }

  advance(position: PartitionOffset): void {
    this.#entry(position).tracker.advance(position.offset);
  }

  get progress(): PartitionProgress[] {
    return [...this.#partitions.values()].map(({ topic, partition, tracker: { mark, oldestTimestampMs } }) => ({
      topic,
      partition,
      mark,
      oldestTimestampMs,
    }));
  }

  /** Offsets that are not committed yet. */
  get committable(): PartitionOffset[] {
    return [...this.#partitions.values()].flatMap(({ topic, partition, tracker }) => {
      const offset = tracker.committable;
      return offset === undefined ? [] : [{ topic, partition, offset }];
    });
  }

  committed(offsets: readonly PartitionOffset[]): void {
    for (const place of offsets) this.#entry(place).tracker.committed(place.offset);
  }

  #entry({ topic, partition }: TopicPartition): TrackedPartition {
    const name = `${topic}:${partition}`;
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const entry = { topic, partition, tracker: new OffsetTracker(), paused: false };
    this.#partitions.set(name, entry);
    return entry;
  }
}
