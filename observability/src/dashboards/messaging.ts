import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';
import { quantile, rateBy } from './promql.js';
import { longestLag, lostRecords } from './shared-panels.js';

/** The path of an event, from the outbox to its effects or a dead letter. */
export const messaging = dashboard({
  name: 'messaging',
  title: 'messaging',
  description: 'The path of an event: outbox, topic, consumer, and the letters that leave it.',
  sections: {
    Now: [
      stat({
        title: 'Oldest event in an outbox',
        description: 'Requests succeed while it grows, but nothing that follows from them happens.',
        unit: units.Seconds,
        queries: { age: 'max(outbox_oldest_seconds)' },
        limit: limitOf('OutboxStuck'),
      }),
      longestLag(),
      stat({
        title: 'Dead letters of 15 minutes',
        description: 'Events that a service gave up on. They wait for 30 days to be replayed.',
        unit: units.Number,
        queries: { letters: 'round(sum(increase(consumer_dead_letters_total[15m])))' },
        limit: limitOf('DeadLetters'),
      }),
      stat({
        title: 'Paused event types',
        description: 'Types of which too many in a row became dead letters: their handler is at fault.',
        unit: units.Number,
        queries: { types: 'count(max by (service, type) (consumer_paused) == 1) or vector(0)' },
        limit: limitOf('ConsumerPaused'),
      }),
    ],
    'Out of the services': [
      timeSeries({
        title: 'Oldest event in the outbox',
        description: 'Age of the oldest event that is not published yet; 0 when there is none.',
        unit: units.Seconds,
        queries: { '{{service}}': 'max by (service) (outbox_oldest_seconds)' },
        limit: limitOf('OutboxStuck'),
      }),
      timeSeries({
        title: 'Published events',
        description: 'Events per second that Kafka acknowledged.',
        unit: units.CountsPerSecond,
        queries: { '{{service}}': rateBy('service', 'outbox_published_total') },
      }),
      timeSeries({
        title: 'Time to publish, p99',
        description: 'From writing an event to its acknowledgement by Kafka, for the slowest in a hundred.',
        unit: units.Seconds,
        queries: { '{{service}}': quantile(0.99, 'outbox_publish_seconds', 'service') },
      }),
      timeSeries({
        title: 'Failed batches',
        description: 'Batches per second that could not be published. Their events stay in the outbox and are retried.',
        unit: units.CountsPerSecond,
        queries: { '{{service}}': rateBy('service', 'outbox_publish_failures_total') },
      }),
      timeSeries({
        title: 'Events that Kafka refuses',
        description: 'Moved to outbox_dead in 15 minutes: what follows from them does not happen.',
        unit: units.Number,
        queries: { '{{service}}': 'sum by (service) (increase(outbox_dead_total[15m]))' },
        limit: limitOf('EventsRefusedByKafka'),
      }),
      timeSeries({
        title: 'Joins of the consumer groups',
        description: 'Joins of 15 minutes by reason. Every join makes the whole group pause.',
        unit: units.Number,
        queries: {
          '{{service}} {{reason}}': 'sum by (service, reason) (increase(consumer_group_joins_total[15m]))',
        },
        limit: limitOf('ConsumerRejoining'),
      }),
    ],
    'Into the services': [
      timeSeries({
        title: 'Handled events',
        description: 'Events per second whose effects are committed.',
        unit: units.CountsPerSecond,
        queries: { '{{service}} {{type}}': rateBy('service, type', 'consumer_events_handled_total') },
      }),
      timeSeries({
        title: 'Age of handled events, p99',
        description: 'From the publication of an event until its effects are committed, for the slowest in a hundred.',
        unit: units.Seconds,
        queries: { '{{service}} {{topic}}': quantile(0.99, 'consumer_event_age_seconds', 'service, topic') },
      }),
      timeSeries({
        title: 'Events that came again',
        description: 'Events per second that were skipped because their effects were committed before.',
        unit: units.CountsPerSecond,
        queries: { '{{service}}': rateBy('service', 'consumer_events_repeated_total') },
      }),
      timeSeries({
        title: 'Retries',
        description: 'Failed tries per second: of single events, and because of an outage, which are not limited.',
        unit: units.CountsPerSecond,
        queries: {
          '{{service}} {{topic}}': rateBy('service, topic', 'consumer_event_retries_total'),
          '{{service}} {{topic}}, outage': rateBy('service, topic', 'consumer_transient_failures_total'),
        },
      }),
      timeSeries({
        title: 'Paused types',
        description: '1 while events of a type wait, because too many in a row became dead letters.',
        unit: units.Number,
        queries: { '{{service}} {{type}}': 'max by (service, type) (consumer_paused)' },
        limit: limitOf('ConsumerPaused'),
      }),
      timeSeries({
        title: 'Dead letters',
        description: 'Events of 15 minutes that a service gave up on.',
        unit: units.Number,
        queries: {
          '{{service}} {{topic}}': 'round(sum by (service, topic) (increase(consumer_dead_letters_total[15m])))',
        },
        limit: limitOf('DeadLetters'),
      }),
      timeSeries({
        title: 'Dead letters that Kafka has not taken',
        description: 'Each blocks the events of its key.',
        unit: units.Number,
        queries: { '{{service}}': 'max by (service) (consumer_dead_letters_waiting)' },
        limit: limitOf('DeadLettersBlocked'),
      }),
      timeSeries({
        title: 'Failed writes of dead letters',
        description: 'Failed tries per second to write a dead letter, by its topic.',
        unit: units.CountsPerSecond,
        queries: { '{{service}} {{topic}}': rateBy('service, topic', 'consumer_dead_letter_failures_total') },
      }),
      lostRecords(),
    ],
  },
});
