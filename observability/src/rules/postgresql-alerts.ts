import type { RuleGroup } from './rule.js';

/** As the services see it; CloudWatch alarms of Terraform tell of storage, replicas and CPU, which only AWS knows. */
export const postgresqlAlerts: RuleGroup = {
  name: 'postgresql',
  purpose: 'The database server, as the owners of its databases see it.',
  rules: [
    {
      alert: 'DatabaseConnectionsNearLimit',
      expr: 'max(postgres_connections / postgres_connections_max) > 0.8',
      for: '5m',
      severity: 'ticket',
      service: 'postgresql',
      summary: 'PostgreSQL has few connections left',
      description: '{{ $value | humanizePercentage }} are taken. A rollout needs some for its new pods.',
    },
    {
      alert: 'DatabaseTransactionTooLong',
      expr: 'max by (service) (postgres_oldest_transaction_seconds) > 10m',
      for: '1m',
      severity: 'ticket',
      summary: 'A transaction of {{ $labels.service }} has been open for {{ $value | humanizeDuration }}',
      description: 'Its locks block others, and vacuum keeps everything that was deleted since it began.',
    },
  ],
};
