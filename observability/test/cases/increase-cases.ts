import { type AlertCase, increase } from '../support/alert-cases.js';

const minute = 60;

/** Alerts on a counter that grows. */
export const increaseCases: readonly AlertCase[] = [
  increase({
    alert: 'ConsumerRejoining',
    severity: 'ticket',
    labels: { service: 's' },
    series: 'consumer_group_joins_total{service="s",instance="a",reason="rebalance"}',
    // A growth is extrapolated to the edges of its window, by up to a tenth.
    bad: 11,
    good: 9,
    windowSeconds: 15 * minute,
  }),
  increase({
    alert: 'DeadLetters',
    severity: 'ticket',
    labels: { service: 's', topic: 't' },
    series: 'consumer_dead_letters_total{service="s",topic="t",instance="a"}',
    windowSeconds: 15 * minute,
  }),
  increase({
    alert: 'EventsRefusedByKafka',
    severity: 'ticket',
    labels: { service: 's' },
    series: 'outbox_dead_total{service="s",instance="a"}',
    windowSeconds: 15 * minute,
  }),
  increase({
    alert: 'RecordsLost',
    severity: 'page',
    labels: { service: 's', topic: 't' },
    series: 'consumer_records_lost_total{service="s",topic="t",instance="a"}',
    windowSeconds: 60 * minute,
  }),
  increase({
    alert: 'WebhooksGivenUp',
    severity: 'ticket',
    labels: { service: 's' },
    series: 'webhooks_given_up_total{service="s",instance="a"}',
    windowSeconds: 60 * minute,
  }),
  increase({
    alert: 'RulesFail',
    severity: 'ticket',
    labels: { service: 'telemetry', instance: 'a' },
    series: 'prometheus_rule_evaluation_failures_total{instance="a",rule_group="g"}',
    windowSeconds: 10 * minute,
  }),
  increase({
    alert: 'NotificationsFail',
    severity: 'page',
    labels: { service: 'telemetry', integration: 'slack' },
    series: 'alertmanager_notifications_failed_total{instance="a",integration="slack"}',
    windowSeconds: 10 * minute,
    holdsSeconds: 5 * minute,
  }),
  increase({
    alert: 'TelemetryDropped',
    severity: 'ticket',
    labels: { service: 'telemetry', instance: 'a', exporter: 'e' },
    series: 'otelcol_exporter_enqueue_failed_spans_total{instance="a",exporter="e"}',
    windowSeconds: 10 * minute,
  }),
];
