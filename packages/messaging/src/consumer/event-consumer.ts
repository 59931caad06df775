import { SpanStatusCode } from '@opentelemetry/api';
import { backoffMs } from '../backoff.js';
import type { Transaction } from '../database.js';
import type { IncomingRecord } from '../kafka/kafka-port.js';
import { deadLetters, eventRetries, eventsRepeated, waitingRecords } from '../metrics.js';
import { Assignment } from './assignment.js';
import { DeadLetterProducer, deadLetterOf } from './dead-letters.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { eventConsumerDefaults, type EventConsumerOptions } from './event-consumer-options.js';
import { type EventHandler, NonRetryableError } from './event-handler.js';
import { isTransient } from './failure.js';
import { handleBatch } from './handle-batch.js';
import { KeyLanes } from './key-lanes.js';
import { reportHandled } from './report-handled.js';
import { Subscription } from './subscription.js';

const retryBackoff = { firstMs: 200, maxMs: 3_000 };
const commitIntervalMs = 500;

/**
 * Reads topics in a consumer group and hands the events to handlers: every event at least once to the inbox, and so
 * exactly once to the handlers' database; events of one key in order, keys side by side. An event that keeps failing,
 * or that nobody can read, goes to the dead-letter topic with its cause, and holds up no other key meanwhile.
 */
export class EventConsumer<Tx extends Transaction = Transaction> {
  readonly #options: Required<EventConsumerOptions<Tx>>;
  readonly #definitions: ReadonlyMap<string, EventHandler['event']>;
  readonly #subscription: Subscription;
  readonly #deadLetters: DeadLetterProducer;
  readonly #lanes = new KeyLanes<Delivery>();
  readonly #heldLanes = new Set<NodeJS.Timeout>();
  #assignment = new Assignment();
  #commitTimer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #lastStartMs = 0;
  #busyWorkers = 0;
  #unfinished = 0;
  #paused = false;
  #stopping = false;
  #onIdle: (() => void) | undefined;

  constructor(options: EventConsumerOptions<Tx>) {
    this.#options = { ...eventConsumerDefaults, ...options };
    this.#definitions = new Map(options.handlers.map(({ event }) => [event.type, event]));
    this.#deadLetters = new DeadLetterProducer(options.kafka, options.logger);
    this.#subscription = new Subscription(options, {
      assigned: () => this.#startAssignment(),
      record: (record) => this.#accept(record),
    });
  }

  /** Starts reading; while Kafka is away it keeps trying. */
  start(): void {
    this.#subscription.start();
    this.#commitTimer ??= setInterval(() => void this.#commit(), commitIntervalMs);
  }

  /**
   * Reads no more, lets running transactions end (for at most `drainMs`), commits their offsets and leaves the group.
   * What was read but not begun is left to the next member.
   */
  async stop(drainMs = 10_000): Promise<void> {
    this.#stopping = true;
    this.#subscription.stop();
    for (const timer of this.#heldLanes) clearTimeout(timer);
    clearInterval(this.#commitTimer);
    clearTimeout(this.#gathering);
    await this.#idle(drainMs);
    await this.#commit();
    await this.#subscription.leave();
    await this.#deadLetters.stop();
  }

  /** Whatever is queued will come again, to this member or another. */
  #startAssignment(): void {
    this.#assignment = new Assignment();
    this.#unfinished -= this.#lanes.size;
    this.#lanes.clear();
    this.#adjustIntake();
  }

  #accept(record: IncomingRecord): void {
    if (this.#stopping) return;
    const assignment = this.#assignment;
    assignment.track(record);
    try {
      const delivery = deliveryOf(record, this.#definitions, assignment);
      if (delivery === undefined) {
        assignment.complete(record);
        return;
      }
      this.#unfinished += 1;
      this.#lanes.add(`${record.topic} ${delivery.event.key}`, delivery);
      this.#adjustIntake();
      this.#startWorkers();
    } catch (error) {
      this.#unfinished += 1;
      void this.#bury(record, assignment, error, 1).finally(() => this.#finished(1));
    }
  }

  #startWorkers(): void {
    while (this.#busyWorkers < this.#options.concurrency && this.#lanes.hasReady && !this.#stopping) {
      const waitMs = this.#lastStartMs + this.#options.gatherMs - performance.now();
      if (waitMs > 0) {
        this.#gathering ??= setTimeout(() => {
          this.#gathering = undefined;
          this.#startWorkers();
        }, waitMs);
        return;
      }
      this.#lastStartMs = performance.now();
      this.#busyWorkers += 1;
      void this.#work(this.#lanes.take(this.#options.batchSize)).finally(() => {
        this.#busyWorkers -= 1;
        this.#startWorkers();
        this.#finished(0);
      });
    }
  }

  async #work(batch: Map<string, Delivery[]>): Promise<void> {
    const deliveries = [...batch.values()].flat();
    try {
      await this.#handle(deliveries);
      for (const lane of batch.keys()) this.#lanes.release(lane);
    } catch (error) {
      const [only] = deliveries;
      if (deliveries.length === 1 && only !== undefined) {
        const [lane = ''] = batch.keys();
        await this.#settleFailure(lane, only, [], error);
      } else {
        // One of them spoils the transaction of all. Alone, each shows whether it is the one.
        for (const [lane, queue] of batch) await this.#handleOneByOne(lane, queue);
      }
    }
  }

  async #handleOneByOne(lane: string, queue: Delivery[]): Promise<void> {
    for (const [index, delivery] of queue.entries()) {
      try {
        await this.#handle([delivery]);
      } catch (error) {
        await this.#settleFailure(lane, delivery, queue.slice(index + 1), error);
        return;
      }
    }
    this.#lanes.release(lane);
  }

  async #handle(deliveries: readonly Delivery[]): Promise<void> {
    const { database, group, handlers, onCommitted } = this.#options;
    const events = deliveries.map(({ event }) => event);
    const { handled, repeated } = await handleBatch(database, group, handlers, events);
    if (handled > 0) onCommitted();
    for (const { record, assignment, span } of deliveries) {
      assignment.complete(record);
      span.end();
    }
    reportHandled(deliveries, this.#options.logger);
    if (repeated > 0) eventsRepeated.inc(repeated);
    this.#finished(deliveries.length);
  }

  /** Retries the delivery later, its key held meanwhile, or buries it and lets the rest of the key go on. */
  async #settleFailure(lane: string, delivery: Delivery, rest: Delivery[], error: unknown): Promise<void> {
    const { logger, attemptsMax } = this.#options;
    const { event, logFields, record, assignment, span } = delivery;
    const facts = { err: error, ...logFields };
    if (isTransient(error)) {
      delivery.transientFailures += 1;
      logger.warn(facts, 'event not handled, as the surroundings failed; trying again');
      this.#holdLane(lane, [delivery, ...rest], backoffMs(retryBackoff, delivery.transientFailures));
      return;
    }
    delivery.failedAttempts += 1;
    eventRetries.inc({ topic: event.topic });
    if (delivery.failedAttempts < attemptsMax && !(error instanceof NonRetryableError)) {
      logger.warn({ ...facts, attempt: delivery.failedAttempts }, 'event not handled, trying again');
      this.#holdLane(lane, [delivery, ...rest], backoffMs(retryBackoff, delivery.failedAttempts));
      return;
    }
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    await this.#bury(record, assignment, error, delivery.failedAttempts);
    this.#finished(1);
    this.#releaseLane(lane, rest);
  }

  #holdLane(lane: string, deliveries: Delivery[], ms: number): void {
    const timer = setTimeout(() => {
      this.#heldLanes.delete(timer);
      this.#releaseLane(lane, deliveries);
      this.#startWorkers();
    }, ms);
    this.#heldLanes.add(timer);
  }

  #releaseLane(lane: string, deliveries: Delivery[]): void {
    // Those of an older assignment come again from the broker; two copies of one would only be in each other's way.
    const current = deliveries.filter(({ assignment }) => assignment === this.#assignment);
    this.#finished(deliveries.length - current.length);
    this.#lanes.release(lane, current);
  }

  async #bury(record: IncomingRecord, assignment: Assignment, error: unknown, attempts: number): Promise<void> {
    const { group: consumer, logger } = this.#options;
    const letter = deadLetterOf(record, { consumer, error, attempts });
    if (!(await this.#deadLetters.sendUntilAccepted(letter))) return;
    assignment.complete(record);
    deadLetters.inc({ topic: record.topic });
    const { topic, partition } = record;
    logger.error({ err: error, topic, partition, offset: Number(record.offset), attempts }, 'dead letter written');
  }

  #finished(count: number): void {
    this.#unfinished -= count;
    this.#adjustIntake();
    if (this.#busyWorkers === 0) this.#onIdle?.();
  }

  #adjustIntake(): void {
    waitingRecords.count = this.#unfinished;
    if (!this.#paused && this.#unfinished >= this.#options.waitingMax) {
      this.#paused = true;
      this.#subscription.pause();
    } else if (this.#paused && this.#unfinished <= this.#options.waitingMax / 2) {
      this.#paused = false;
      this.#subscription.resume();
    }
  }

  async #commit(): Promise<void> {
    const offsets = this.#assignment.takeCommittable();
    if (offsets.length > 0) await this.#subscription.commit(offsets);
  }

  async #idle(withinMs: number): Promise<void> {
    if (this.#busyWorkers === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
