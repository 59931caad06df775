export { type Backoff, backoffMs } from './backoff.js';
export type { ReceivedEvent } from './cloud-event.js';
export { replayCountHeader } from './consumer/dead-letter.js';
export { EventConsumer } from './consumer/event-consumer.js';
export type { AfterDeadLetter } from './consumer/dead-letters.js';
export type { ConsumerHealth, EventConsumerOptions } from './consumer/event-consumer-options.js';
export {
  type EventHandler,
  type HandledEvent,
  type HandledEvents,
  NonRetryableError,
} from './consumer/event-handler.js';
export { isTransient } from './consumer/failure.js';
export { inboxRetentionDays, type InboxRow, pruneInbox, readInbox } from './consumer/inbox.js';
export { leaveLine } from './consumer/parked-keys.js';
export type { Database, Transaction } from './database.js';
export { offsetAfter, recordsIn } from './kafka/fetched-records.js';
/** @public */
export { Gathering } from './gathering.js';
export * from './kafka/kafka-port.js';
export { mskIamSecurity } from './kafka/msk-iam.js';
export type { ConsumerTiming } from './kafka/client-options.js';
export { connectKafka, type KafkaOptions, type KafkaSecurity } from './kafka/platformatic-kafka.js';
export type { Logger } from './logger.js';
export {
  countDeadEvents,
  type DeadEvent,
  discardDeadEvent,
  publishDeadEvent,
  readDeadEvents,
} from './outbox/dead-events.js';
export { type AfterCommit, type NewEvent, Outbox, type OutboxOptions } from './outbox/outbox.js';
export { insertOutboxRows, outboxColumns, type OutboxRow } from './outbox/outbox-rows.js';
export { OutboxRelay, type OutboxRelayOptions, type RelayFailure } from './outbox/outbox-relay.js';
export { readUnpublishedEvents, type UnpublishedEvent, waitsInOutbox } from './outbox/unpublished-events.js';
export { inboxTables, outboxTables, type RequiredTables, requireTables } from './required-tables.js';
export { arraysOf, type RowColumn, unnest } from './row-columns.js';
/** @public */
export { Pause } from './pause.js';
export { retry } from './retry.js';
export { within } from './within.js';
export {
  createInboxTables,
  createOutboxTables,
  downgradeInboxTables,
  downgradeOutboxTables,
  dropInboxTables,
  dropOutboxTables,
  upgradeInboxTables,
  upgradeOutboxTables,
} from './schema.js';
