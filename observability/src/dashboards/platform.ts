import * as units from '@grafana/grafana-foundation-sdk/units';
import type { WatchedService } from '../rules/watched-service.js';
import { dashboard } from './dashboard.js';
import { errorRatio, errorRatioBy, requests } from './http.js';
import { limitOf } from './limits.js';
import { stat, table, timeSeries } from './panel.js';
import { quantile, rateBy, rateOf } from './promql.js';
import { longestLag } from './shared-panels.js';

const firing = 'ALERTS{alertstate="firing",severity=~"page|ticket"}';

function atTheEdge(services: readonly WatchedService[]) {
  const edges = services.filter(({ kind }) => kind === 'edge');
  const edge = `service=~"${edges.map(({ name }) => name).join('|')}"`;
  const promised = Math.min(...edges.map(({ objectives }) => objectives.availability.percent)) / 100;
  return [
    stat({
      title: 'Availability',
      description: 'Share of requests at the edge that were not answered with a server error. Red below the objective.',
      unit: units.PercentUnit,
      queries: { answered: `1 - ${errorRatio(edge)}` },
      limit: { value: promised, redWhen: 'below' },
      width: 4,
    }),
    stat({
      title: 'Requests',
      description: 'Requests per second at the edge.',
      unit: units.RequestsPerSecond,
      queries: { requests: rateOf(`${requests}_count{${edge}}`) },
      width: 4,
    }),
    stat({
      title: 'Slow requests',
      description: 'One request in a hundred at the edge takes at least this long.',
      unit: units.Seconds,
      queries: { p99: quantile(0.99, `${requests}{${edge}}`) },
      width: 4,
    }),
    stat({
      title: 'Alerts',
      description: 'Pages and tickets that fire now. The table below names them.',
      unit: units.Number,
      queries: { firing: `count(${firing}) or vector(0)` },
      limit: { value: 1, redWhen: 'above' },
      width: 4,
    }),
    stat({
      title: 'Least error budget left',
      description:
        'Of the objective that has spent most of what it may miss in 30 days. The dashboard of objectives names it.',
      unit: units.PercentUnit,
      queries: { left: 'min(slo:error_budget_remaining:ratio)' },
      limit: limitOf('ErrorBudgetSpent'),
      width: 4,
    }),
    longestLag({ width: 4 }),
  ];
}

const ofServices = [
  timeSeries({
    title: 'Requests',
    description: 'Requests per second that each service answers. Those of the edge reach others too.',
    unit: units.RequestsPerSecond,
    queries: { '{{service}}': rateBy('service', `${requests}_count`) },
  }),
  timeSeries({
    title: 'Errors',
    description: 'Share of requests that each service answered with a server error.',
    unit: units.PercentUnit,
    queries: { '{{service}}': errorRatioBy('service') },
  }),
  timeSeries({
    title: 'Duration, p99',
    description: 'One request in a hundred takes at least this long. The dots are single requests with a trace.',
    unit: units.Seconds,
    queries: { '{{service}}': quantile(0.99, requests, 'service') },
    exemplars: true,
  }),
  timeSeries({
    title: 'Processes that answer',
    description: 'Processes of each target that Prometheus can read. A service without any pages.',
    unit: units.Number,
    queries: { '{{service}}': 'sum by (service) (up)' },
    limit: limitOf('TargetDown'),
  }),
  timeSeries({
    title: 'Failing readiness checks',
    description: 'Processes of a service whose check fails: they take no requests meanwhile.',
    unit: units.Number,
    queries: { '{{service}} {{check}}': 'count by (service, check) (health_check_up == 0)' },
  }),
  timeSeries({
    title: 'Open circuits',
    description: '1 while a service refuses requests that need a peer, because calls to it kept failing.',
    unit: units.Number,
    queries: { '{{service}} to {{peer}}': 'max by (service, peer) (circuit_breaker_open)' },
    limit: limitOf('PeerCircuitOpen'),
  }),
];

const ofEvents = [
  timeSeries({
    title: 'Consumer lag',
    description: 'Age of the oldest event that a service has not handled, by topic.',
    unit: units.Seconds,
    queries: { '{{service}} {{topic}}': 'max by (service, topic) (consumer_lag_seconds)' },
    limit: limitOf('ConsumerLagging'),
  }),
  timeSeries({
    title: 'Oldest event in the outbox',
    description: 'Requests succeed while it grows, but nothing that follows from them happens.',
    unit: units.Seconds,
    queries: { '{{service}}': 'max by (service) (outbox_oldest_seconds)' },
    limit: limitOf('OutboxStuck'),
  }),
  timeSeries({
    title: 'Dead letters',
    description: 'Events per second that a service gave up on, by topic. They wait to be replayed.',
    unit: units.CountsPerSecond,
    queries: { '{{service}} {{topic}}': rateBy('service, topic', 'consumer_dead_letters_total') },
  }),
];

const ofBudgets = [
  timeSeries({
    title: 'Burn of error budgets',
    description:
      'How many times faster than allowed each objective was missed in the last hour. At 1 the budget lasts for exactly 30 days.',
    unit: units.Number,
    queries: {
      '{{service}} {{objective}}':
        'slo:error_ratio:rate1h / on (service, objective) group_left () slo:error_budget:ratio',
    },
    width: 12,
  }),
  table({
    title: 'Firing alerts',
    description: 'A page wakes a person, a ticket waits until the morning. The runbook has the name of the alert.',
    unit: units.Number,
    queries: { alerts: `count by (alertname, severity, service) (${firing})` },
    columns: ['severity', 'alertname', 'service'],
  }),
];

/** The first dashboard to open: whether users are served, and which service to look at if not. */
export function platform(services: readonly WatchedService[]) {
  return dashboard({
    name: 'platform',
    title: 'platform',
    description: 'Whether users are served, and which service to look at if not.',
    sections: {
      'What users get': atTheEdge(services),
      Services: ofServices,
      Events: ofEvents,
      'Budgets and alerts': ofBudgets,
    },
  });
}
