import { backoffMs } from '../backoff.js';
import type { Transaction } from '../database.js';
import type { IncomingRecord } from '../kafka/kafka-port.js';
import { eventRetries, transientFailures } from '../metrics.js';
import { Assignment } from './assignment.js';
import { DeadLetters } from './dead-letters.js';
import { type Delivery, deliveryOf, type EventDelivery } from './delivery.js';
import { type ConsumerHealth, eventConsumerDefaults, type EventConsumerOptions } from './event-consumer-options.js';
import { type EventHandler, NonRetryableError } from './event-handler.js';
import { errorOf, isTransient } from './failure.js';
import { handleBatch } from './handle-batch.js';
import { Intake } from './intake.js';
import { KeyLanes } from './key-lanes.js';
import { reportHandled } from './report-handled.js';
import { Subscription } from './subscription.js';
import { within } from '../within.js';
import { Workers } from './workers.js';

const retryBackoff = { firstMs: 200, maxMs: 3_000 };
/** Between tries of an event whose type is paused: as many may be waiting as are read ahead. */
const pausedBackoff = { firstMs: 1_000, maxMs: 30_000 };
const commitIntervalMs = 500;

/** What a worker took from a lane: events to handle now, and what comes after them. */
interface LaneShare {
  readonly lane: string;
  readonly events: readonly EventDelivery[];
  readonly rest: readonly Delivery[];
}

/**
 * Reads topics in a consumer group and hands the events to handlers: every event at least once to the inbox, and so
 * exactly once to the handlers' database; events of one key in order, keys side by side. An event that keeps failing,
 * or that nobody can read, goes to the dead-letter topic with its cause, and holds up no other key meanwhile.
 */
export class EventConsumer<Tx extends Transaction = Transaction> {
  readonly #options: Required<EventConsumerOptions<Tx>>;
  readonly #definitions: ReadonlyMap<string, EventHandler['event']>;
  readonly #subscription: Subscription;
  readonly #intake: Intake;
  readonly #deadLetters: DeadLetters;
  readonly #lanes = new KeyLanes<Delivery>();
  readonly #workers: Workers<Delivery>;
  readonly #heldLanes = new Set<NodeJS.Timeout>();
  #assignment: Assignment;
  #commitTimer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: EventConsumerOptions<Tx>) {
    this.#options = { ...eventConsumerDefaults, ...options };
    this.#definitions = new Map(options.handlers.map(({ event }) => [event.type, event]));
    this.#deadLetters = new DeadLetters(this.#options);
    this.#workers = new Workers(this.#options, this.#lanes, (batch) => this.#work(batch));
    this.#subscription = new Subscription(options, {
      record: (record) => this.#accept(record),
      position: (position) => this.#assignment.advance(position),
      rebalancing: () => void this.#subscription.commit(this.#assignment),
      assigned: () => this.#startAssignment(),
    });
    this.#assignment = new Assignment(this.#subscription);
    this.#intake = new Intake(this.#options.waitingMax, this.#subscription);
  }

  /** Starts reading; while Kafka is away it keeps trying. */
  start(): void {
    this.#subscription.start();
    this.#commitTimer ??= setInterval(() => void this.#subscription.commit(this.#assignment), commitIntervalMs);
  }

  /**
   * Reads no more, lets running transactions end (for at most `drainMs`), commits and leaves. The next member does the rest.
   */
  async stop(drainMs = 5_000): Promise<void> {
    this.#stopping = true;
    this.#subscription.stop();
    for (const timer of this.#heldLanes) clearTimeout(timer);
    clearInterval(this.#commitTimer);
    await Promise.all([this.#workers.stop(drainMs), this.#deadLetters.stop(drainMs)]);
    // Offsets that a frozen broker does not take mean that events come again, and are passed over.
    await within(2_000, this.#subscription.commit(this.#assignment).then(() => this.#subscription.leave()));
  }

  get health(): ConsumerHealth {
    return { ...this.#deadLetters.health, lostRecords: this.#subscription.lostRecords };
  }

  /** Whatever is queued will come again, to this member or another. */
  #startAssignment(): void {
    this.#assignment = new Assignment(this.#subscription);
    this.#intake.finished(this.#lanes.size);
    this.#lanes.clear();
    void this.#loadParkedKeys(this.#assignment);
  }

  async #loadParkedKeys(assignment: Assignment): Promise<void> {
    const { parkedKeys } = this.#deadLetters;
    if (parkedKeys === undefined) return;
    const isCurrent = () => assignment === this.#assignment && !this.#stopping;
    this.#workers.hold();
    await parkedKeys.load(isCurrent);
    if (isCurrent()) this.#workers.release();
  }

  #accept(record: IncomingRecord): void {
    if (this.#stopping) return;
    const assignment = this.#assignment;
    assignment.track(record);
    const delivery = deliveryOf(record, this.#definitions, assignment);
    if (delivery === undefined) {
      assignment.complete(record);
      return;
    }
    this.#intake.begun();
    this.#lanes.add(delivery.lane, delivery);
    this.#workers.start();
  }

  async #work(batch: Map<string, Delivery[]>): Promise<void> {
    const shares: LaneShare[] = [];
    for (const [lane, queue] of batch) {
      const events = await this.#eventsToHandle(lane, queue);
      if (events.length > 0) shares.push({ lane, events, rest: queue.slice(events.length) });
    }
    const together = shares.flatMap(({ events }) => events);
    if (together.length > 1) {
      try {
        await this.#handle(together);
        for (const { lane, rest } of shares) this.#releaseLane(lane, rest);
        return;
      } catch {
        // One of them spoils the transaction of all. Alone, each shows whether it is the one.
      }
    }
    for (const share of shares) await this.#handleOneByOne(share);
  }

  /**
   * The events at the front of a lane that can be handled. None when the first cannot: its lane then waits for it in
   * `#giveUp`, and the worker goes on with the others.
   */
  async #eventsToHandle(lane: string, queue: readonly Delivery[]): Promise<readonly EventDelivery[]> {
    const [first, ...others] = queue;
    if (first === undefined) return [];
    if (first.event === undefined) {
      void this.#giveUp(first, others, first.unreadable);
      return [];
    }
    const { parkedKeys } = this.#deadLetters;
    if (!parkedKeys?.has(lane)) {
      const end = queue.findIndex(({ event }) => event === undefined);
      return (end === -1 ? queue : queue.slice(0, end)) as readonly EventDelivery[];
    }
    try {
      const obstacle = await parkedKeys.obstacleTo(lane, first.record, first.identity.id);
      if (obstacle === undefined) return [first];
      void this.#giveUp(first, others, obstacle);
    } catch (error) {
      this.#settleFailure(first, others, errorOf(error));
    }
    return [];
  }

  async #handleOneByOne({ lane, events, rest }: LaneShare): Promise<void> {
    for (const [index, delivery] of events.entries()) {
      try {
        await this.#handle([delivery]);
      } catch (error) {
        this.#settleFailure(delivery, [...events.slice(index + 1), ...rest], errorOf(error));
        return;
      }
    }
    this.#releaseLane(lane, rest);
  }

  async #handle(deliveries: readonly EventDelivery[]): Promise<void> {
    const { database, group, handlers, logger } = this.#options;
    const events = deliveries.map(({ event }) => event);
    const inLine = this.#deadLetters.idsInLine(deliveries);
    const { handled, repeated } = await handleBatch(database, group, handlers, events, inLine);
    this.#deadLetters.handled(handled);
    for (const { record, assignment } of deliveries) assignment.complete(record);
    reportHandled(deliveries, repeated, logger);
    this.#intake.finished(deliveries.length);
  }

  /** Retries the event later, its key held meanwhile, or gives it up. */
  #settleFailure(delivery: EventDelivery, rest: readonly Delivery[], error: Error): void {
    const { logger, attemptsMax } = this.#options;
    const { event: { topic, type }, logFields } = delivery;
    const facts = { err: error, ...logFields };
    if (isTransient(error)) {
      delivery.transientFailures += 1;
      transientFailures.inc({ topic });
      logger.warn(facts, 'event not handled, as the surroundings failed; trying again');
      this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.transientFailures));
      return;
    }
    delivery.handledBefore ??= this.#deadLetters.handledCount(type);
    delivery.failedAttempts += 1;
    eventRetries.inc({ topic });
    if (delivery.failedAttempts < attemptsMax && !(error instanceof NonRetryableError)) {
      logger.warn({ ...facts, attempt: delivery.failedAttempts }, 'event not handled, trying again');
      this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.failedAttempts));
      return;
    }
    void this.#giveUp(delivery, rest, error);
  }

  /** Makes the delivery a dead letter. Its lane waits until the letter is written; nothing else does. */
  async #giveUp(delivery: Delivery, rest: readonly Delivery[], error: Error): Promise<void> {
    const { record, lane, assignment } = delivery;
    if (!this.#deadLetters.admits(delivery, error)) {
      delivery.transientFailures += 1;
      this.#holdLane([delivery, ...rest], backoffMs(pausedBackoff, delivery.transientFailures));
      return;
    }
    try {
      const written = await this.#deadLetters.bury(delivery, error, () => assignment === this.#assignment);
      if (written) assignment.complete(record);
      this.#intake.finished(1);
      this.#releaseLane(lane, rest);
      this.#workers.start();
    } catch (cause) {
      delivery.transientFailures += 1;
      this.#options.logger.warn({ err: errorOf(cause), ...delivery.logFields }, 'not made a dead letter, trying again');
      this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.transientFailures));
    }
  }

  /** Their lane stays taken for `ms`. */
  #holdLane(deliveries: readonly [Delivery, ...Delivery[]], ms: number): void {
    const timer = setTimeout(() => {
      this.#heldLanes.delete(timer);
      this.#releaseLane(deliveries[0].lane, deliveries);
      this.#workers.start();
    }, ms);
    this.#heldLanes.add(timer);
  }

  #releaseLane(lane: string, deliveries: readonly Delivery[]): void {
    // Those of an older assignment come again from the broker; two copies of one would only be in each other's way.
    const current = deliveries.filter(({ assignment }) => assignment === this.#assignment);
    this.#intake.finished(deliveries.length - current.length);
    this.#lanes.release(lane, current);
  }
}
