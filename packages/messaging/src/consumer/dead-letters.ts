import { SpanStatusCode } from '@opentelemetry/api';
import type { Database } from '../database.js';
import type { Kafka } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import { deadLetters as deadLettersWritten } from '../metrics.js';
import { deadLetterVersions } from './dead-letter.js';
import { DeadLetterWriter, type LettersWaiting } from './dead-letter-writer.js';
import type { Delivery, EventDelivery } from './delivery.js';
import type { HandledEvent } from './event-handler.js';
import { LetterRuns, type PausedType } from './letter-runs.js';
import { KeyParkedError, ParkedKeys } from './parked-keys.js';

/** What later events of a key do after a dead letter; see `EventConsumerOptions`. */
export type AfterDeadLetter = 'overtake' | 'park';

export interface DeadLettersOptions {
  readonly group: string;
  readonly kafka: Kafka;
  readonly database: Database;
  readonly logger: Logger;
  readonly afterDeadLetter: AfterDeadLetter;
}

/** What an operator should know about a consumer's dead letters. */
export interface DeadLetterHealth {
  readonly waiting: readonly LettersWaiting[];
  readonly paused: readonly PausedType[];
}

/**
 * Decides which deliveries become dead letters: whether a letter may be written, whether its key is parked, and the
 * letter itself.
 */
export class DeadLetters {
  /** Absent when later events may overtake a dead letter of their key. */
  readonly parkedKeys: ParkedKeys | undefined;
  readonly #options: DeadLettersOptions;
  readonly #writer: DeadLetterWriter;
  readonly #runs = new LetterRuns();

  constructor(options: DeadLettersOptions) {
    const { kafka, logger, database, group, afterDeadLetter } = options;
    this.#options = options;
    this.#writer = new DeadLetterWriter(kafka, logger);
    if (afterDeadLetter === 'park') this.parkedKeys = new ParkedKeys(database, group, logger);
  }

  get health(): DeadLetterHealth {
    return { waiting: this.#writer.waiting(), paused: this.#runs.paused() };
  }

  /** See `LetterRuns`. */
  handledCount(type: string): number {
    return this.#runs.handledCount(type);
  }

  handled(events: readonly HandledEvent[]): void {
    for (const { type } of events) {
      if (this.#runs.handled(type))
        this.#options.logger.info({ type }, 'events of this type continue: one was handled');
    }
  }

  /** Ids of the deliveries that others of their key may wait for. */
  idsInLine(deliveries: readonly EventDelivery[]): string[] {
    const { parkedKeys } = this;
    return parkedKeys === undefined
      ? []
      : deliveries.filter(({ lane }) => parkedKeys.has(lane)).map(({ event }) => event.id);
  }

  /** False while the type is paused: the service may be at fault, so the event must be retried. */
  admits(delivery: Delivery, error: Error): boolean {
    const { identity, lane } = delivery;
    if (identity === undefined || error instanceof KeyParkedError) return true;
    const { type } = identity;
    const wasPaused = this.#runs.isPaused(type);
    delivery.handledBefore ??= this.#runs.handledCount(type);
    if (this.#runs.admits(type, lane, delivery.handledBefore, `${error.name}: ${error.message}`.slice(0, 300)))
      return true;
    if (!wasPaused) {
      const facts = { err: error, ...delivery.logFields };
      this.#options.logger.error(
        facts,
        'events of this type are paused: too many in a row failed, so the handler is at fault',
      );
    }
    return false;
  }

  /** @returns whether the letter was written; false when `isCurrent` returned false, or `stop` came first */
  async write(delivery: Delivery, error: Error, isCurrent: () => boolean): Promise<boolean> {
    const { group: consumer, logger } = this.#options;
    const { record, identity, lane, logFields } = delivery;
    if (identity !== undefined && !(error instanceof KeyParkedError)) {
      await this.parkedKeys?.park(lane, record, identity.id);
    }
    const attempts = delivery.event === undefined ? 1 : delivery.failedAttempts;
    const letter = deadLetterVersions(record, { consumer, error, attempts });
    if (!(await this.#writer.write(letter, isCurrent))) return false;
    deadLettersWritten.inc({ topic: record.topic });
    logger.error({ err: error, ...logFields, attempts }, 'dead letter written');
    if (delivery.event !== undefined)
      delivery.span.setAttribute('error.type', error.name).setStatus({ code: SpanStatusCode.ERROR }).end();
    return true;
  }

  async stop(withinMs: number): Promise<void> {
    await this.#writer.stop(withinMs);
  }
}
