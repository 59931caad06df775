import { context } from '@opentelemetry/api';
import { backoffMs } from '../backoff.js';
import type { Transaction } from '../database.js';
import { eventAgeSeconds, eventRetries, eventsHandled, eventsRepeated, transientFailures } from '../metrics.js';
import { Pause } from '../pause.js';
import { type DeadLetterHealth, DeadLetters } from './dead-letters.js';
import type { Delivery, EventDelivery } from './delivery.js';
import type { EventConsumerOptions } from './event-consumer-options.js';
import { NonRetryableError } from './event-handler.js';
import { errorOf, isTransient } from './failure.js';
import { handleBatch } from './handle-batch.js';
import { KeyLanes } from './key-lanes.js';
import { Workers } from './workers.js';

const retryBackoff = { firstMs: 200, maxMs: 3_000 };
/** Delays between tries of an event whose type is paused: as many such events may wait as are read ahead. */
const pausedBackoff = { firstMs: 1_000, maxMs: 30_000 };

/** The deliveries a worker took from a lane: those to handle now, and those after them. */
interface LaneShare {
  readonly lane: string;
  readonly events: readonly EventDelivery[];
  readonly rest: readonly Delivery[];
}

/**
 * Handles deliveries, those of one key in order. It retries failed ones while their key waits, and gives up those that
 * keep failing.
 */
export class EventWork<Tx extends Transaction> {
  readonly #options: Required<EventConsumerOptions<Tx>>;
  readonly #finished: (count: number) => void;
  readonly #deadLetters: DeadLetters;
  readonly #lanes = new KeyLanes<Delivery>();
  readonly #workers: Workers<Delivery>;
  readonly #holds = new Pause();
  /** The delay between tries to read the parked keys. */
  #loading = new Pause();

  /** @param finished called with the number of deliveries that need no more room: they are done, or will come again */
  constructor(options: Required<EventConsumerOptions<Tx>>, finished: (count: number) => void) {
    this.#options = options;
    this.#finished = finished;
    this.#deadLetters = new DeadLetters(options);
    this.#workers = new Workers(options, this.#lanes, (batch) => this.#workOn(batch));
  }

  get health(): DeadLetterHealth {
    return this.#deadLetters.health;
  }

  add(delivery: Delivery): void {
    this.#lanes.add(delivery.lane, delivery);
    this.#workers.start();
  }

  /** For a new assignment: forgets the queue and which keys are parked. */
  startOver(): void {
    this.#finished(this.#lanes.size);
    this.#lanes.clear();
    this.#loading.end();
    this.#loading = new Pause();
    void this.#loadParkedKeys(this.#loading);
  }

  /** Waits up to `drainMs` for running transactions. */
  async stop(drainMs: number): Promise<void> {
    this.#loading.end();
    this.#holds.end();
    await Promise.all([this.#workers.stop(drainMs), this.#deadLetters.stop(drainMs)]);
  }

  async #loadParkedKeys(loading: Pause): Promise<void> {
    const { parkedKeys } = this.#deadLetters;
    if (parkedKeys === undefined) return;
    this.#workers.hold();
    await parkedKeys.load(loading);
    if (!loading.ended) this.#workers.release();
  }

  async #workOn(batch: Map<string, Delivery[]>): Promise<void> {
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
        // One of them makes the whole transaction fail. Tried alone, each shows whether it is the faulty one.
      }
    }
    for (const share of shares) await this.#handleOneByOne(share);
  }

  /**
   * The events at the front of a lane that can be handled. None when the first cannot: its lane then waits for it in
   * `#giveUp`, and the worker continues with other lanes.
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
    const { database, group, handlers } = this.#options;
    const events = deliveries.map(({ event }) => event);
    const inLine = this.#deadLetters.idsInLine(deliveries);
    // One transaction for events of several traces: its statements belong to the first one that is recorded.
    const traced = deliveries.find(({ span }) => span.isRecording())?.event.context ?? context.active();
    const { handled, repeated } = await context.with(traced, () =>
      handleBatch(database, group, handlers, events, inLine),
    );
    this.#deadLetters.handled(handled);
    for (const { record, assignment } of deliveries) assignment.complete(record);
    if (repeated > 0) eventsRepeated.inc(repeated);
    this.#reportHandled(deliveries);
    this.#finished(deliveries.length);
  }

  #reportHandled(deliveries: readonly EventDelivery[]): void {
    const nowMs = Date.now();
    for (const {
      event: { topic, type },
      logFields,
      record,
      span,
    } of deliveries) {
      eventsHandled.inc({ topic, type });
      eventAgeSeconds.observe({ topic }, Math.max(0, (nowMs - record.timestampMs) / 1000));
      this.#options.logger.info(logFields, 'event handled');
      span.end();
    }
  }

  /** Retries the event later while its key waits, or gives it up. */
  #settleFailure(delivery: EventDelivery, rest: readonly Delivery[], error: Error): void {
    const { logger, attemptsMax } = this.#options;
    const {
      event: { topic, type },
      logFields,
    } = delivery;
    const facts = { err: error, ...logFields };
    delivery.span.recordException(error);
    if (isTransient(error)) {
      delivery.transientFailures += 1;
      transientFailures.inc({ topic });
      logger.warn(facts, 'event not handled because of an infrastructure failure; trying again');
      void this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.transientFailures));
      return;
    }
    delivery.handledBefore ??= this.#deadLetters.handledCount(type);
    delivery.failedAttempts += 1;
    eventRetries.inc({ topic });
    if (delivery.failedAttempts < attemptsMax && !(error instanceof NonRetryableError)) {
      logger.warn({ ...facts, attempt: delivery.failedAttempts }, 'event not handled, trying again');
      void this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.failedAttempts));
      return;
    }
    void this.#giveUp(delivery, rest, error);
  }

  /** Makes the delivery a dead letter. Only its lane waits until the letter is written. */
  async #giveUp(delivery: Delivery, rest: readonly Delivery[], error: Error): Promise<void> {
    const { record, lane, assignment } = delivery;
    if (!this.#deadLetters.admits(delivery, error)) {
      delivery.transientFailures += 1;
      void this.#holdLane([delivery, ...rest], backoffMs(pausedBackoff, delivery.transientFailures));
      return;
    }
    try {
      const written = await this.#deadLetters.write(delivery, error, () => assignment.isCurrent);
      if (written) assignment.complete(record);
      this.#finished(1);
      this.#releaseLane(lane, rest);
      this.#workers.start();
    } catch (cause) {
      delivery.transientFailures += 1;
      this.#options.logger.warn({ err: errorOf(cause), ...delivery.logFields }, 'not made a dead letter, trying again');
      void this.#holdLane([delivery, ...rest], backoffMs(retryBackoff, delivery.transientFailures));
    }
  }

  /** Keeps their lane taken for `ms`, or until the stop. */
  async #holdLane(deliveries: readonly [Delivery, ...Delivery[]], ms: number): Promise<void> {
    await this.#holds.wait(ms);
    if (this.#holds.ended) return;
    this.#releaseLane(deliveries[0].lane, deliveries);
    this.#workers.start();
  }

  #releaseLane(lane: string, deliveries: readonly Delivery[]): void {
    // Those of an older assignment come again from the broker; two copies would obstruct each other.
    const current = deliveries.filter(({ assignment }) => assignment.isCurrent);
    this.#finished(deliveries.length - current.length);
    this.#lanes.release(lane, current);
  }
}
