import * as units from '@grafana/grafana-foundation-sdk/units';
import type { WatchedService } from '../rules/watched-service.js';
import { dashboard } from './dashboard.js';
import { errorRatio, errorRatioBy, requests } from './http.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';
import { quantile, rateBy, rateOf } from './promql.js';

const ofService = 'service="$service"';

const durationByRoute = (level: number, meaning: string) =>
  timeSeries({
    title: `Duration by route, p${level * 100}`,
    description: `${meaning} The dots are single requests with a trace.`,
    unit: units.Seconds,
    queries: { '{{route}}': quantile(level, `${requests}{${ofService}}`, 'route') },
    exemplars: true,
  });

const sections = {
  Now: [
    stat({
      title: 'Processes that answer',
      description: 'Processes that Prometheus can read.',
      unit: units.Number,
      queries: { processes: `sum(up{${ofService}})` },
      limit: { value: 1, redWhen: 'below', alert: 'ServiceDown' },
    }),
    stat({
      title: 'Requests',
      description: 'Requests per second that all processes answer together.',
      unit: units.RequestsPerSecond,
      queries: { requests: rateOf(`${requests}_count{${ofService}}`) },
    }),
    stat({
      title: 'Errors',
      description: 'Share of requests answered with a server error.',
      unit: units.PercentUnit,
      queries: { errors: errorRatio(ofService) },
    }),
    stat({
      title: 'Least error budget left',
      description: 'Of the objective of this service that has spent most of what it may miss in 30 days.',
      unit: units.PercentUnit,
      queries: { left: `min(slo:error_budget_remaining:ratio{${ofService}})` },
      limit: limitOf('ErrorBudgetSpent'),
    }),
  ],
  Requests: [
    timeSeries({
      title: 'Requests by route',
      description: 'Requests per second, by method and the pattern of the path.',
      unit: units.RequestsPerSecond,
      queries: { '{{method}} {{route}}': rateBy('method, route', `${requests}_count{${ofService}}`) },
    }),
    timeSeries({
      title: 'Answers by status',
      description: 'Answers per second. 401, 404 and 429 are the callers’ fault, 5xx are ours.',
      unit: units.RequestsPerSecond,
      queries: {
        '{{status}}': rateBy('status', `${requests}_count{${ofService}}`),
        'invalid HTTP: {{status}}': rateBy('status', `http_server_refused_requests_total{${ofService}}`),
      },
    }),
    timeSeries({
      title: 'Errors by route',
      description: 'Share of requests answered with a server error.',
      unit: units.PercentUnit,
      queries: { '{{route}}': errorRatioBy('route', ofService) },
    }),
    durationByRoute(0.5, 'Half of the requests take at least this long.'),
    durationByRoute(0.95, 'One request in twenty takes at least this long.'),
    durationByRoute(0.99, 'One request in a hundred takes at least this long.'),
  ],
  'What it is short of': [
    timeSeries({
      title: 'Heap',
      description: 'Memory that JavaScript uses in each process. At the limit of the catalogue the process ends.',
      unit: units.BytesIEC,
      queries: { '{{instance}}': `nodejs_heap_size_used_bytes{${ofService}}` },
    }),
    timeSeries({
      title: 'Event loop lag, p99',
      description: 'One turn in a hundred is this late, and every request of that process with it.',
      unit: units.Seconds,
      queries: { '{{instance}}': `nodejs_eventloop_lag_p99_seconds{${ofService}}` },
      limit: limitOf('EventLoopBlocked'),
    }),
    timeSeries({
      title: 'CPU',
      description: 'Processors that each process keeps busy. JavaScript alone can use one.',
      unit: units.Number,
      queries: { '{{instance}}': rateBy('instance', `process_cpu_seconds_total{${ofService}}`) },
    }),
    timeSeries({
      title: 'Database connections',
      description: 'Open connections of each process, and the most that it may open.',
      unit: units.Number,
      queries: {
        '{{state}} of {{instance}}': `db_pool_connections{${ofService}}`,
        'at most, {{instance}}': `db_pool_connections_max{${ofService}}`,
      },
      width: 12,
    }),
    timeSeries({
      title: 'Requests that wait for a connection',
      description: 'All connections of the process are lent. Slow statements or too few connections cause it.',
      unit: units.Number,
      queries: { '{{instance}}': `db_pool_waiting_requests{${ofService}}` },
      limit: limitOf('DatabasePoolExhausted'),
      width: 12,
    }),
  ],
  'What it depends on': [
    timeSeries({
      title: 'Readiness checks',
      description: '1 while every process passes the check, 0 while one fails: that one takes no requests.',
      unit: units.Number,
      queries: { '{{check}}': `min by (check) (health_check_up{${ofService}})` },
      limit: limitOf('DependencyUnreachable'),
    }),
    timeSeries({
      title: 'Open circuits',
      description: '1 while requests that need the peer are refused, because calls to it kept failing.',
      unit: units.Number,
      queries: { '{{peer}}': `max by (peer) (circuit_breaker_open{${ofService}})` },
      limit: limitOf('PeerCircuitOpen'),
    }),
    timeSeries({
      title: 'Consumer lag',
      description: 'Age of the oldest event that is not handled, by topic.',
      unit: units.Seconds,
      queries: { '{{topic}}': `max by (topic) (consumer_lag_seconds{${ofService}})` },
      limit: limitOf('ConsumerLagging'),
    }),
  ],
};

/** One service: what it answers, what it is short of, and what it depends on. */
export function service(services: readonly WatchedService[]) {
  return dashboard({
    name: 'service',
    title: 'service',
    description: 'One service: what it answers, what it is short of, and what it depends on.',
    services: services.map(({ name }) => name),
    sections,
  });
}
