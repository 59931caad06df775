import type { RuleGroup } from './rule.js';

/** Those who watch are watched too. */
export const telemetryAlerts: RuleGroup = {
  name: 'telemetry',
  purpose: 'Whether alerts, metrics and logs still arrive.',
  rules: [
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      for: '0s',
      severity: 'watchdog',
      service: 'telemetry',
      summary: 'Alerts arrive',
      description: 'Always fires. The dead-man’s switch pages when it has not heard it for some minutes.',
    },
    {
      alert: 'TargetDown',
      expr: 'min by (service, instance) (up{service!~"kafka"}) == 0',
      for: '5m',
      severity: 'ticket',
      summary: '{{ $labels.instance }} of {{ $labels.service }} cannot be scraped',
      description: 'Its metrics are missing, so none of its other alerts can fire.',
    },
    {
      alert: 'RulesFail',
      expr: 'sum by (instance) (increase(prometheus_rule_evaluation_failures_total[10m])) > 0',
      for: '0s',
      severity: 'ticket',
      service: 'telemetry',
      summary: 'Rules of {{ $labels.instance }} cannot be evaluated',
      description: '{{ $value | humanize }} evaluations failed in 10 minutes: their alerts cannot fire.',
    },
    {
      alert: 'NotificationsFail',
      expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[10m])) > 0',
      for: '5m',
      severity: 'page',
      service: 'telemetry',
      summary: 'Alertmanager cannot reach {{ $labels.integration }}',
      description: '{{ $value | humanize }} notifications failed in 10 minutes. Another receiver tells you this.',
    },
    {
      alert: 'CollectorQueueNearlyFull',
      expr: 'max by (instance, exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity) > 0.8',
      for: '5m',
      severity: 'ticket',
      service: 'telemetry',
      summary: 'The collector {{ $labels.instance }} cannot deliver to {{ $labels.exporter }}',
      description:
        'Its queue is {{ $value | humanizePercentage }} full. Logs then wait in their files; traces are dropped.',
    },
    {
      alert: 'TelemetryDropped',
      expr: 'sum by (instance, exporter) (increase({__name__=~"otelcol_exporter_enqueue_failed_.+"}[10m])) > 0',
      for: '0s',
      severity: 'ticket',
      service: 'telemetry',
      summary: 'The collector {{ $labels.instance }} dropped telemetry',
      description: '{{ $value | humanize }} items for {{ $labels.exporter }} in 10 minutes found its queue full.',
    },
  ],
};
