import type { Promptness } from '@fairway/catalog';
import type { Alert, Recording, RuleGroup } from './rule.js';
import type { WatchedService } from './watched-service.js';

/** One service-level objective, with the rates that measure it. */
export interface Objective {
  readonly service: string;
  /** Its label in series and alerts. */
  readonly name: string;
  /** What is counted, for people. */
  readonly description: string;
  readonly percent: number;
  /** Outcomes per second that miss the objective, and all of them. */
  readonly bad: string;
  readonly total: string;
}

/** How fast an error budget of 30 days may burn: a page at 2 percent of it in 1 h or 5 in 6 h, a ticket at 10 in 1 d or 3 d. */
export const burns = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'page', factor: 6, long: '6h', short: '30m' },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h' },
] as const;

// One failed request among few would burn any budget.
const fewestBad = 10;

const windows = ['30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const;

export function objectivesOf({ name: service, objectives }: WatchedService): Objective[] {
  const { availability, latency, freshness, processes } = objectives;
  const requests = `http_server_request_duration_seconds_count{service="${service}"`;
  const withoutErrors = `0 * slo:total:rate5m{service="${service}",objective="availability"}`;
  return [
    {
      service,
      name: 'availability',
      description: 'requests not answered with a server error',
      percent: availability.percent,
      // Without any error there is no series of errors, and the ratio must be 0 rather than nothing.
      bad: `${rateOf(`${requests},status=~"5.."}`)} or sum(${withoutErrors})`,
      total: rateOf(`${requests}}`),
    },
    {
      service,
      name: 'latency',
      description: `requests answered within ${latency.withinSeconds} s`,
      ...promptness('http_server_request_duration_seconds', service, latency),
    },
    ...(freshness === null
      ? []
      : [
          {
            service,
            name: 'freshness',
            description: `events in effect within ${freshness.withinSeconds} s of their publication`,
            ...promptness('consumer_event_age_seconds', service, freshness),
          },
        ]),
    ...Object.entries(processes).map(([name, process]) => ({
      service,
      name,
      description: `${process.description} within ${process.withinSeconds} s`,
      ...promptness(process.histogram, service, process),
    })),
  ];
}

function promptness(histogram: string, service: string, { percent, withinSeconds }: Promptness) {
  const total = rateOf(`${histogram}_count{service="${service}"}`);
  // Prometheus 3 writes every bound of a bucket as a float.
  const bound = Number.isInteger(withinSeconds) ? `${withinSeconds}.0` : String(withinSeconds);
  const good = rateOf(`${histogram}_bucket{service="${service}",le="${bound}"}`);
  return { percent, bad: `${total} - ${good}`, total };
}

function rateOf(series: string): string {
  return `sum(rate(${series}[5m]))`;
}

/** Rates of single objectives, and from them the same ratios and alerts for all. */
export function objectiveGroups(services: readonly WatchedService[]): RuleGroup[] {
  return [
    {
      name: 'objectives',
      purpose: 'How many outcomes miss their objective, how many there are, and the share that may.',
      rules: services.flatMap(objectivesOf).flatMap(ratesOf),
    },
    {
      name: 'error-budgets',
      purpose:
        'Longer windows are made of the rates of five minutes: reading 30 days of histograms in every evaluation would be too much work.',
      rules: [
        { record: 'slo:error_ratio:rate5m', expr: 'slo:bad:rate5m / slo:total:rate5m' },
        ...windows.map((window) => ({
          record: `slo:error_ratio:rate${window}`,
          expr: `sum_over_time(slo:bad:rate5m[${window}]) / sum_over_time(slo:total:rate5m[${window}])`,
        })),
        {
          record: 'slo:error_budget_remaining:ratio',
          expr: '1 - slo:error_ratio:rate30d / on (service, objective) slo:error_budget:ratio',
        },
        ...burns.map(burnAlert),
        {
          alert: 'ErrorBudgetSpent',
          expr: 'slo:error_budget_remaining:ratio <= 0',
          for: '1h',
          severity: 'ticket',
          summary: '{{ $labels.service }} has no error budget left for {{ $labels.objective }}',
          description:
            'Over 30 days more outcomes missed the objective than may. Releases are refused until the budget recovers.',
        },
      ],
    },
  ];
}

function ratesOf({ service, name, percent, bad, total }: Objective): Recording[] {
  const labels = { service, objective: name };
  return [
    { record: 'slo:total:rate5m', expr: total, labels },
    { record: 'slo:bad:rate5m', expr: bad, labels },
    { record: 'slo:error_budget:ratio', expr: `vector(${Number((1 - percent / 100).toFixed(6))})`, labels },
  ];
}

function burnAlert({ severity, factor, long, short }: (typeof burns)[number]): Alert {
  const burnsOver = (window: string) =>
    `slo:error_ratio:rate${window} > on (service, objective) ${factor} * slo:error_budget:ratio`;
  return {
    alert: 'ErrorBudgetBurn',
    // The short window ends the alert soon after the failure.
    expr: `(${burnsOver(long)})\nand on (service, objective) (${burnsOver(short)})\nand on (service, objective) (avg_over_time(slo:bad:rate5m[${long}]) * ${long} >= ${fewestBad})`,
    for: '0s',
    severity,
    labels: { window: long },
    summary: '{{ $labels.service }} misses its objective for {{ $labels.objective }}',
    description: `In the last ${long}, {{ $value | humanizePercentage }} of the outcomes missed it: ${factor} times what 30 days allow, or more.`,
  };
}
