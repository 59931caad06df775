import { Assignment } from '../src/consumer/assignment.js';
import { Subscription } from '../src/consumer/subscription.js';
import type { IncomingRecord, Kafka, Membership } from '../src/index.js';
import { silent } from './silent-logger.js';

/** A group member that records what it is handed and commits it at once. */
export class GroupReader {
  readonly records: IncomingRecord[] = [];
  readonly joins: Membership[] = [];
  readonly #subscription: Subscription;
  readonly #timer: NodeJS.Timeout;
  #assignment: Assignment;

  constructor(kafka: Kafka, group: string, topic: string) {
    this.#subscription = new Subscription(
      { kafka, group, topics: [topic], logger: silent },
      {
        record: (record) => {
          this.records.push(record);
          this.#assignment.track(record);
          this.#assignment.complete(record);
        },
        position: (position) => this.#assignment.advance(position),
        rebalancing: () => void this.#subscription.commit(this.#assignment),
        assigned: (membership) => {
          this.joins.push(membership);
          this.#assignment = new Assignment(this.#subscription);
        },
      },
    );
    this.#assignment = new Assignment(this.#subscription);
    this.#subscription.start();
    this.#timer = setInterval(() => void this.#subscription.commit(this.#assignment), 100);
  }

  get lostRecords(): number {
    return this.#subscription.lostRecords;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#subscription.stop();
    await this.#subscription.commit(this.#assignment);
    await this.#subscription.leave();
  }
}
