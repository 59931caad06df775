import type { PartitionOffset, TopicPartition } from '../kafka/kafka-port.js';
import { within } from '../within.js';
import type { Assignment, PartitionProgress } from './assignment.js';

/** What of a topic waits for this process. */
export interface TopicLag {
  readonly topic: string;
  readonly records: number;
  /** Age of the oldest; 0 when none waits. */
  readonly seconds: number;
}

interface Broker {
  endOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;
}

/** The time since which unread records are known, or may exist, behind a mark. */
interface Sighting {
  readonly mark: bigint | undefined;
  readonly sinceMs: number;
}

// A scrape must not wait for a broker that is down or frozen.
const answerWithinMs = 1_000;

/**
 * The lag of a consumer. It asks the broker for the ends of the partitions when it is read: a paused consumer fetches
 * nothing, so its fetches would not tell that a topic grows.
 */
export class ConsumerLag {
  readonly #topics: readonly string[];
  readonly #broker: Broker;
  readonly #createdAtMs = Date.now();
  readonly #ends = new Map<string, bigint>();
  #asking: Promise<void> | undefined;
  #sightings = new Map<string, Sighting>();

  constructor(topics: readonly string[], broker: Broker) {
    this.#topics = topics;
    this.#broker = broker;
  }

  /**
   * Waits at most 1 s for the broker.
   * @param assignment the current one; undefined until the group has let this process in, which is then its lag
   */
  async read(assignment: () => Assignment | undefined): Promise<TopicLag[]> {
    const answered = await this.#askForEnds(assignment()?.progress ?? []);
    const nowMs = Date.now();
    // The group may have reassigned the partitions meanwhile.
    const progress = assignment()?.progress;
    if (progress === undefined)
      return this.#topics.map((topic) => ({ topic, records: 0, seconds: ageSeconds(this.#createdAtMs, nowMs) }));
    const earlier = this.#sightings;
    this.#sightings = new Map();
    const lags = progress.map((partition) => {
      const { topic, mark, oldestTimestampMs } = partition;
      const end = this.#ends.get(nameOf(partition));
      const records = mark === undefined || end === undefined ? undefined : Math.max(0, Number(end - mark));
      const isIdle = answered && records === 0;
      const sinceMs = oldestTimestampMs ?? (isIdle ? nowMs : this.#unreadSince(partition, earlier, nowMs));
      return { topic, records: records ?? 0, seconds: ageSeconds(sinceMs, nowMs) };
    });
    return this.#topics.map((topic) => {
      const ofTopic = lags.filter((lag) => lag.topic === topic);
      return {
        topic,
        records: ofTopic.reduce((sum, { records }) => sum + records, 0),
        seconds: Math.max(0, ...ofTopic.map(({ seconds }) => seconds)),
      };
    });
  }

  /** One question at a time: the answer to an earlier one may still be due. */
  async #askForEnds(partitions: readonly TopicPartition[]): Promise<boolean> {
    if (partitions.length === 0) return true;
    this.#asking ??= this.#broker
      .endOffsets(partitions)
      .then((ends) => {
        for (const end of ends) this.#ends.set(nameOf(end), end.offset);
      })
      .finally(() => (this.#asking = undefined));
    let answered = false;
    await within(
      answerWithinMs,
      this.#asking.then(() => (answered = true)),
    );
    return answered;
  }

  /** Nothing tells the age of an unread record; it counts from when it was first seen, as long as the mark stays. */
  #unreadSince(partition: PartitionProgress, earlier: ReadonlyMap<string, Sighting>, nowMs: number): number {
    const { mark } = partition;
    const sighting = earlier.get(nameOf(partition));
    const stays =
      sighting !== undefined && (mark === undefined || sighting.mark === undefined || mark <= sighting.mark);
    const next = stays ? { ...sighting, mark: mark ?? sighting.mark } : { mark, sinceMs: nowMs };
    this.#sightings.set(nameOf(partition), next);
    return next.sinceMs;
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}:${partition}`;
}

function ageSeconds(sinceMs: number, nowMs: number): number {
  return Math.max(0, nowMs - sinceMs) / 1_000;
}
