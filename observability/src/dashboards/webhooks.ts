import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';
import { quantile, quantiles, rateBy, rateOf } from './promql.js';
import { waitingWebhooks } from './shared-panels.js';

const duration = 'webhook_duration_seconds';

/** The example domain: whoever replaces it replaces this. */
export const webhooks = dashboard({
  name: 'webhooks',
  title: 'webhooks',
  description: 'What the partner gets, how it answers, and what waits for it.',
  sections: {
    Now: [
      stat({
        title: 'Accepted',
        description: 'Webhooks per second that the partner accepted.',
        unit: units.CountsPerSecond,
        queries: { accepted: rateOf('webhook_attempts_total{outcome="accepted"}') },
        width: 4,
      }),
      stat({
        title: 'Share accepted',
        description: 'Share of the attempts that the partner accepted.',
        unit: units.PercentUnit,
        queries: {
          accepted: `${rateOf('webhook_attempts_total{outcome="accepted"}')} / ${rateOf('webhook_attempts_total')}`,
        },
        width: 4,
      }),
      stat({
        title: 'Oldest waiting',
        description: 'Age of the oldest webhook that the partner has not accepted; it is retried for 72 hours.',
        unit: units.Seconds,
        queries: { age: 'max(webhook_oldest_waiting_seconds)' },
        limit: limitOf('WebhookBacklog'),
        width: 4,
      }),
      stat({
        title: 'Circuit open',
        description: '1 while so many attempts failed in a row that only single ones are made.',
        unit: units.Number,
        queries: { open: 'max(webhook_circuit_open)' },
        limit: limitOf('WebhookCircuitOpen'),
        width: 4,
      }),
      stat({
        title: 'Endpoint gone',
        description: '1 after the partner answered 410: nothing is sent until the service starts again.',
        unit: units.Number,
        queries: { gone: 'max(webhook_endpoint_gone)' },
        limit: limitOf('WebhookEndpointGone'),
        width: 4,
      }),
      stat({
        title: 'Given up in the last hour',
        description: 'Webhooks that the partner did not accept for 72 hours. They are dead letters now.',
        unit: units.Number,
        queries: { webhooks: 'round(sum(increase(webhooks_given_up_total[1h])))' },
        limit: limitOf('WebhooksGivenUp'),
        width: 4,
      }),
    ],
    Attempts: [
      timeSeries({
        title: 'Attempts by outcome',
        description:
          'Webhooks sent per second: accepted, refused (4xx), gone (410), unavailable (another status), timeout, unreachable.',
        unit: units.CountsPerSecond,
        queries: { '{{outcome}}': rateBy('outcome', 'webhook_attempts_total') },
      }),
      timeSeries({
        title: 'Duration',
        description: 'Time from sending a webhook to the status of the partner’s answer.',
        unit: units.Seconds,
        queries: quantiles(duration),
      }),
      timeSeries({
        title: 'Duration by outcome, p95',
        description: 'One attempt in twenty takes at least this long.',
        unit: units.Seconds,
        queries: { '{{outcome}}': quantile(0.95, duration, 'outcome') },
      }),
    ],
    Backlog: [
      waitingWebhooks(),
      timeSeries({
        title: 'Oldest waiting webhook',
        description: 'Age of the oldest webhook that the partner has yet to accept; 0 when there is none.',
        unit: units.Seconds,
        queries: { '{{service}}': 'max by (service) (webhook_oldest_waiting_seconds)' },
        limit: limitOf('WebhookBacklog'),
      }),
      timeSeries({
        title: 'Circuit and endpoint',
        description: '1 while the circuit is open, and after the partner removed its endpoint.',
        unit: units.Number,
        queries: {
          'circuit open, {{service}}': 'max by (service) (webhook_circuit_open)',
          'endpoint gone, {{service}}': 'max by (service) (webhook_endpoint_gone)',
        },
        limit: limitOf('WebhookCircuitOpen'),
      }),
    ],
  },
});
