import type { RuleGroup } from './rule.js';

/** The example domain: orders and the partner's webhooks. Whoever replaces the domain replaces these. */
export const domainAlerts: RuleGroup = {
  name: 'orders',
  purpose: 'What users and the partner notice, whatever its cause.',
  rules: [
    {
      alert: 'OrderPendingTooLong',
      expr: 'max by (service) (orders_oldest_pending_seconds) > 10m',
      for: '2m',
      severity: 'page',
      summary: 'An order has been pending for {{ $value | humanizeDuration }}',
      description: 'Its event waits in an outbox, on a topic or as a dead letter, or the partner does not accept it.',
    },
    {
      alert: 'WebhookBacklog',
      expr: 'max by (service) (webhook_oldest_waiting_seconds) > 5m',
      for: '5m',
      severity: 'ticket',
      summary: 'Webhooks have waited for {{ $value | humanizeDuration }}',
      description:
        'The partner does not accept them, or they come faster than it takes them. They are retried for 72 hours.',
    },
    {
      alert: 'WebhookCircuitOpen',
      expr: 'max by (service) (webhook_circuit_open) == 1',
      for: '2m',
      severity: 'ticket',
      summary: 'The partner does not answer webhooks',
      description: 'So many failed in a row that only single attempts are made until one succeeds.',
    },
    {
      alert: 'WebhookEndpointGone',
      expr: 'max by (service) (webhook_endpoint_gone) == 1',
      for: '0s',
      severity: 'page',
      summary: 'The partner has removed its webhook endpoint',
      description: 'It answered 410. No webhook is sent until the service starts again with the right address.',
    },
    {
      alert: 'WebhooksGivenUp',
      expr: 'sum by (service) (increase(webhooks_given_up_total[1h])) > 0',
      for: '0s',
      severity: 'ticket',
      summary: 'The partner never accepted {{ $value | humanize }} webhooks',
      description:
        'They were retried for 72 hours and are dead letters now, to be replayed once the partner takes them.',
    },
  ],
};
