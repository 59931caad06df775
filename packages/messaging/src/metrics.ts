import { Counter, Gauge, Histogram } from 'prom-client';
import type { TopicLag } from './consumer/consumer-lag.js';

export const outboxPublished = new Counter({
  name: 'outbox_published_total',
  help: 'Events published from the outbox',
});
export const outboxFailures = new Counter({
  name: 'outbox_publish_failures_total',
  help: 'Outbox batches that could not be published; their rows stay and are retried',
});
export const outboxDead = new Counter({
  name: 'outbox_dead_total',
  help: 'Events that no broker accepts, moved to outbox_dead',
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
  help: 'Events skipped because they had been handled before',
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
  help: 'Tries that failed because of an outage, for example of the database; they are repeated without limit',
  labelNames: ['topic'],
});
export const lettersWaiting = new Gauge({
  name: 'consumer_dead_letters_waiting',
  help: 'Dead letters that Kafka has not accepted yet; each blocks its key',
});
export const letterFailures = new Counter({
  name: 'consumer_dead_letter_failures_total',
  help: 'Failed tries to write a dead letter, by dead-letter topic',
  labelNames: ['topic'],
});
export const consumerPaused = new Gauge({
  name: 'consumer_paused',
  help: '1 while events of a type are paused because too many in a row became dead letters (ADR 23)',
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
  help: 'Joins of the consumer to its group, by reason: a group that keeps joining makes little progress',
  labelNames: ['reason'],
});
export const recordsLost = new Counter({
  name: 'consumer_records_lost_total',
  help: 'Offsets that Kafka deleted before the group read them; the log names the partition',
  labelNames: ['topic'],
});

/** Otherwise these counters would begin with their first failure, and the alert on their growth would miss it. */
export function countFromZero(topics: readonly string[]): void {
  for (const topic of topics) {
    deadLetters.inc({ topic }, 0);
    recordsLost.inc({ topic }, 0);
  }
}

/** Records read but not yet handled, in this process. */
export const waitingRecords = { count: 0 };

new Gauge({
  name: 'consumer_records_waiting',
  help: 'Records read but not yet handled',
  // Set only when metrics are scraped: setting a gauge for every record costs more than handling it.
  collect() {
    this.set(waitingRecords.count);
  },
});

/** Of each consumer that runs in this process. */
export const lagReaders = new Set<() => Promise<TopicLag[]>>();

let readingLag: Promise<TopicLag[]> | undefined;

/** One reading for both gauges of a scrape: their `collect` runs at the same time. */
function readLag(): Promise<TopicLag[]> {
  readingLag ??= Promise.all([...lagReaders].map((read) => read()))
    .then((lags) => lags.flat())
    .finally(() => (readingLag = undefined));
  return readingLag;
}

new Gauge({
  name: 'consumer_lag_records',
  help: 'Records not yet handled in the partitions that the group assigned to this process; the last known number while the broker does not answer',
  labelNames: ['topic'],
  async collect() {
    const lags = await readLag();
    this.reset();
    for (const { topic, records } of lags) this.inc({ topic }, records);
  },
});

new Gauge({
  name: 'consumer_lag_seconds',
  help: 'Age of the oldest record not yet handled, 0 when there is none; of records not yet read, the time since this process has known of them. It keeps growing while the broker does not answer or the group does not let this process in, because then the lag is unknown',
  labelNames: ['topic'],
  async collect() {
    const lags = await readLag();
    this.reset();
    for (const [topic, ofTopic] of Map.groupBy(lags, (lag) => lag.topic))
      this.set({ topic }, Math.max(...ofTopic.map(({ seconds }) => seconds)));
  },
});
