import type { Transaction } from '../database.js';
import type { IncomingRecord, TopicPartition } from '../kafka/kafka-port.js';
import { lagReaders } from '../metrics.js';
import { countFromZero } from '../metrics.js';
import { within } from '../within.js';
import { Assignment } from './assignment.js';
import { ConsumerLag, type TopicLag } from './consumer-lag.js';
import { deliveryOf } from './delivery.js';
import { type ConsumerHealth, eventConsumerDefaults, type EventConsumerOptions } from './event-consumer-options.js';
import type { EventHandler } from './event-handler.js';
import { EventWork } from './event-work.js';
import { Intake } from './intake.js';
import { Subscription } from './subscription.js';

const commitIntervalMs = 500;

/**
 * Reads topics in a consumer group and passes the events to handlers. Every event reaches the inbox at least once, and
 * so takes effect in the handlers' database exactly once; events of one key are handled in order, keys concurrently. An
 * event that keeps failing, or that is unreadable, goes to the dead-letter topic with its cause, and blocks no other
 * key meanwhile.
 *
 * This class receives records and commits offsets; `EventWork` does the work between.
 */
export class EventConsumer<Tx extends Transaction = Transaction> {
  readonly #definitions: ReadonlyMap<string, EventHandler['event']>;
  readonly #group: string;
  readonly #subscription: Subscription;
  readonly #intake: Intake;
  readonly #work: EventWork<Tx>;
  readonly #readLag: () => Promise<TopicLag[]>;
  #assignment: Assignment;
  #commitTimer: NodeJS.Timeout | undefined;
  #joined = false;
  #stopping = false;

  constructor(given: EventConsumerOptions<Tx>) {
    const options = { ...eventConsumerDefaults, ...given };
    countFromZero(options.topics);
    this.#group = options.group;
    this.#definitions = new Map(options.handlers.map(({ event }) => [event.type, event]));
    this.#subscription = new Subscription(options, {
      record: (record) => this.#accept(record),
      position: (position) => this.#assignment.advance(position),
      rebalancing: () => void this.#subscription.commit(this.#assignment),
      assigned: ({ partitions }) => this.#startAssignment(partitions),
      starting: (positions) => this.#assignment.startAt(positions),
    });
    this.#assignment = new Assignment(this.#subscription);
    this.#intake = new Intake(options.waitingMax, this.#subscription);
    this.#work = new EventWork(options, (count) => this.#intake.finished(count));
    const lag = new ConsumerLag(options.topics, this.#subscription);
    this.#readLag = () => lag.read(() => (this.#joined ? this.#assignment : undefined));
  }

  /** Starts reading; while Kafka is unavailable it keeps trying. */
  start(): void {
    this.#subscription.start();
    lagReaders.add(this.#readLag);
    this.#commitTimer ??= setInterval(() => void this.#subscription.commit(this.#assignment), commitIntervalMs);
  }

  /**
   * Stops reading, waits up to `drainMs` for running transactions, commits and leaves the group. The next member
   * handles the rest.
   */
  async stop(drainMs = 5_000): Promise<void> {
    this.#stopping = true;
    this.#subscription.stop();
    lagReaders.delete(this.#readLag);
    clearInterval(this.#commitTimer);
    await this.#work.stop(drainMs);
    // If a frozen broker does not take the offsets, the events come again and the inbox skips them.
    await within(
      2_000,
      this.#subscription.commit(this.#assignment).then(() => this.#subscription.leave()),
    );
  }

  get health(): ConsumerHealth {
    return { ...this.#work.health, lostRecords: this.#subscription.lostRecords };
  }

  /** All queued records will come again, to this member or another. */
  #startAssignment(partitions: readonly TopicPartition[]): void {
    this.#assignment.end();
    this.#assignment = new Assignment(this.#subscription, partitions);
    this.#joined = true;
    this.#work.startOver();
  }

  #accept(record: IncomingRecord): void {
    if (this.#stopping) return;
    const assignment = this.#assignment;
    assignment.track(record);
    const delivery = deliveryOf(record, this.#definitions, assignment, this.#group);
    if (delivery === undefined) {
      assignment.complete(record);
      return;
    }
    this.#intake.begun();
    this.#work.add(delivery);
  }
}
