import type { Database, Transaction } from '../database.js';
import type { Kafka } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import type { AfterDeadLetter, DeadLetterHealth } from './dead-letters.js';
import type { EventHandler } from './event-handler.js';

export interface EventConsumerOptions<Tx extends Transaction = Transaction> {
  /** Consumer group, and the consumer's name in the inbox. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Several may handle one type; they run in this order, in one transaction. */
  readonly handlers: readonly EventHandler<EventHandler['event'], Tx>[];
  readonly database: Database<Tx>;
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** Transactions at a time. */
  readonly concurrency?: number;
  /** Events per transaction. */
  readonly batchSize?: number;
  /**
   * Least time between the starts of two transactions: it lets events gather, so that a busy consumer handles them in
   * batches. An event that comes after a pause does not wait.
   */
  readonly gatherMs?: number;
  /** Records read ahead; more stay with the broker. */
  readonly waitingMax?: number;
  /** Tries of one event before it becomes a dead letter; failures of the surroundings do not count. */
  readonly attemptsMax?: number;
  /**
   * What later events of its key do after a dead letter: `overtake` it, or `park`: follow it to the dead-letter topic,
   * in order, until it is replayed and handled, or given up. `park` is for handlers that need every event before.
   */
  readonly afterDeadLetter?: AfterDeadLetter;
}

/** What its owner should know: dead letters that cannot be written, event types that are paused, records that are gone. */
export interface ConsumerHealth extends DeadLetterHealth {
  /** Records that Kafka deleted before the group had read them, since the start of the process. */
  readonly lostRecords: number;
}

export const eventConsumerDefaults = {
  concurrency: 2,
  batchSize: 100,
  gatherMs: 25,
  waitingMax: 2_000,
  attemptsMax: 5,
  afterDeadLetter: 'overtake' as const,
};
