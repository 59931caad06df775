import { Counter, Gauge, Histogram } from 'prom-client';

export const outboxPublished = new Counter({
  name: 'outbox_published_total',
  help: 'Events published from the outbox',
});
export const outboxFailures = new Counter({
  name: 'outbox_publish_failures_total',
  help: 'Outbox batches that could not be published; their rows stay and are tried again',
});
export const outboxDead = new Counter({
  name: 'outbox_dead_total',
  help: 'Events that no broker takes, moved to outbox_dead',
});
export const outboxPublishSeconds = new Histogram({
  name: 'outbox_publish_seconds',
  help: 'Time from writing an event to its acknowledgement by Kafka',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
});
export const eventsHandled = new Counter({
  name: 'consumer_events_handled_total',
  help: 'Events whose effects are committed',
  labelNames: ['topic', 'type'],
});
export const eventsRepeated = new Counter({
  name: 'consumer_events_repeated_total',
  help: 'Events that had been handled before and were passed over',
});
export const eventRetries = new Counter({
  name: 'consumer_event_retries_total',
  help: 'Failed tries of single events',
  labelNames: ['topic'],
});
export const deadLetters = new Counter({
  name: 'consumer_dead_letters_total',
  help: 'Records moved to the dead-letter topic',
  labelNames: ['topic'],
});
export const transientFailures = new Counter({
  name: 'consumer_transient_failures_total',
  help: 'Tries that failed because of an outage, of the database for example; they are repeated without limit',
  labelNames: ['topic'],
});
export const lettersWaiting = new Gauge({
  name: 'consumer_dead_letters_waiting',
  help: 'Dead letters that Kafka has not taken yet; each holds up its key',
});
export const letterFailures = new Counter({
  name: 'consumer_dead_letter_failures_total',
  help: 'Tries to write a dead letter that failed, by dead-letter topic',
  labelNames: ['topic'],
});
export const consumerPaused = new Gauge({
  name: 'consumer_paused',
  help: '1 while events of a type wait because too many in a row became dead letters (ADR 23)',
  labelNames: ['type'],
});
export const eventAgeSeconds = new Histogram({
  name: 'consumer_event_age_seconds',
  help: 'Age of an event when its effects were committed',
  labelNames: ['topic'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 30, 300],
});

export const groupJoins = new Counter({
  name: 'consumer_group_joins_total',
  help: 'Times that the consumer has joined its group, by reason: a group that keeps joining makes little progress',
  labelNames: ['reason'],
});
export const recordsLost = new Counter({
  name: 'consumer_records_lost_total',
  help: 'Offsets that Kafka deleted before the group had read them',
  labelNames: ['topic', 'partition'],
});

/** Records read but not handled yet, in this process. */
export const waitingRecords = { count: 0 };

new Gauge({
  name: 'consumer_records_waiting',
  help: 'Records read but not handled yet',
  // Read when somebody asks: setting a gauge for every record costs more than handling it.
  collect() {
    this.set(waitingRecords.count);
  },
});
