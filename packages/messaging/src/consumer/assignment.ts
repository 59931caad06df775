import type { IncomingRecord, PartitionOffset } from '../kafka/kafka-port.js';
import { OffsetTracker } from './offset-tracker.js';

/** What one generation of the group gave this member. Deliveries of an older one still finish, but count no more. */
export class Assignment {
  readonly #partitions = new Map<string, { topic: string; partition: number; tracker: OffsetTracker }>();

  track({ topic, partition, offset }: IncomingRecord): void {
    const name = `${topic}:${partition}`;
    let entry = this.#partitions.get(name);
    if (entry === undefined) {
      entry = { topic, partition, tracker: new OffsetTracker() };
      this.#partitions.set(name, entry);
    }
    entry.tracker.add(offset);
  }

  complete({ topic, partition, offset }: IncomingRecord): void {
    this.#partitions.get(`${topic}:${partition}`)?.tracker.complete(offset);
  }

  /** Offsets that moved since the last call. */
  takeCommittable(): PartitionOffset[] {
    return [...this.#partitions.values()].flatMap(({ topic, partition, tracker }) => {
      const offset = tracker.takeCommittable();
      return offset === undefined ? [] : [{ topic, partition, offset }];
    });
  }
}
