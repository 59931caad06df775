import type { Database, Transaction } from '../database.js';
import type { Kafka } from '../kafka/kafka-port.js';
import type { Logger } from '../logger.js';
import type { AfterDeadLetter, DeadLetterHealth } from './dead-letters.js';
import type { EventHandler } from './event-handler.js';

/** Options of an `EventConsumer`. */
export interface EventConsumerOptions<Tx extends Transaction = Transaction> {
  /** The consumer group, which also names the consumer in the inbox. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Several handlers may handle one type; they run in this order, in one transaction. */
  readonly handlers: readonly EventHandler<EventHandler['event'], Tx>[];
  readonly database: Database<Tx>;
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** Maximum number of concurrent transactions. */
  readonly concurrency?: number;
  /** Maximum number of events per transaction. */
  readonly batchSize?: number;
  /**
   * Minimum time between the starts of two transactions: events accumulate, so a busy consumer handles them in batches.
   * It is three times as long from 50 events/s on. An event that arrives after a pause does not wait.
   */
  readonly gatherMs?: number;
  /** Maximum number of records read ahead; the rest stays with the broker. */
  readonly waitingMax?: number;
  /** Tries before an event becomes a dead letter; infrastructure failures do not count. */
  readonly attemptsMax?: number;
  /**
   * What later events of a key do after a dead letter: `overtake` it, or `park`: follow it to the dead-letter topic, in
   * order, until it is replayed and handled, or given up. Use `park` for handlers that need every earlier event.
   */
  readonly afterDeadLetter?: AfterDeadLetter;
}

/**
 * What the operator of a consumer should know: dead letters that cannot be written, paused event types, lost records.
 */
export interface ConsumerHealth extends DeadLetterHealth {
  /** Records that Kafka deleted before the group read them, since the start of the process. */
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
