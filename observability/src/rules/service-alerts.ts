import type { RuleGroup } from './rule.js';
import type { WatchedService } from './watched-service.js';

const mebibyte = 1024 * 1024;

/** What every service may suffer, whatever it does. */
export function serviceAlerts(services: readonly WatchedService[]): RuleGroup {
  return {
    name: 'services',
    purpose: 'The processes of our services: whether they answer, and what they are short of.',
    rules: [
      ...services.map(({ name }) => ({
        alert: 'ServiceDown',
        // Also when its pods are gone, and their targets with them.
        expr: `(sum(up{service="${name}"}) or vector(0)) == 0`,
        for: '1m',
        severity: 'page' as const,
        labels: { service: name },
        summary: `No process of ${name} answers`,
        description: `Prometheus has reached none for a minute. What depends on ${name} fails or waits.`,
      })),
      {
        alert: 'DependencyUnreachable',
        expr: 'min by (service, check) (health_check_up) == 0',
        for: '2m',
        severity: 'ticket',
        summary: '{{ $labels.service }} cannot use {{ $labels.check }}',
        description:
          'Its readiness check has failed for two minutes in at least one process, which takes no requests meanwhile.',
      },
      {
        alert: 'PeerCircuitOpen',
        expr: 'max by (service, peer) (circuit_breaker_open) == 1',
        for: '5m',
        severity: 'ticket',
        summary: '{{ $labels.service }} sends nothing to {{ $labels.peer }}',
        description:
          'Calls failed so often that the circuit has been open for five minutes: requests that need the peer are refused at once.',
      },
      {
        alert: 'EventLoopBlocked',
        expr: 'max by (service) (nodejs_eventloop_lag_p99_seconds) > 0.25',
        for: '5m',
        severity: 'ticket',
        summary: 'The event loop of {{ $labels.service }} is blocked',
        description:
          'One turn in a hundred is {{ $value | humanizeDuration }} late: every request of that process waits as long.',
      },
      ...services.map(({ name, heapMb }) => ({
        alert: 'HeapNearLimit',
        expr: `max(nodejs_heap_size_used_bytes{service="${name}"}) > ${0.9 * heapMb * mebibyte}`,
        for: '5m',
        severity: 'ticket' as const,
        labels: { service: name },
        summary: `The heap of ${name} is nearly full`,
        description: `{{ $value | humanize1024 }}B of ${heapMb} MiB are used. At the limit the process ends and starts again.`,
      })),
      {
        alert: 'DatabasePoolExhausted',
        expr: 'max by (service) (db_pool_waiting_requests) > 0',
        for: '5m',
        severity: 'ticket',
        summary: 'Requests of {{ $labels.service }} wait for a database connection',
        description:
          'All connections of a process have been in use for five minutes; {{ $value }} requests wait for one.',
      },
    ],
  };
}
