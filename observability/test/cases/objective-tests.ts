import type { Promptness } from '@fairway/catalog';
import type { WatchedService } from '../../src/rules/watched-service.js';
import type { PromtoolTest } from '../support/promtool.js';

/**
 * A counter that grows once, by so much that over five minutes it grew by `perMinute`. Over ten minutes that would be
 * half as much, and over two and a half nothing.
 */
const grows = (perMinute: number) => `0x15 ${5 * perMinute}x30`;
const at = '19m';

interface Outcomes {
  readonly objective: string;
  readonly series: Readonly<Record<string, number>>;
  readonly badPerMinute: number;
  readonly totalPerMinute: number;
  readonly percent: number;
}

/** How the outcomes of each objective are counted, and what its error budget is. */
export function objectiveTests({ name, objectives }: WatchedService): PromtoolTest[] {
  const { availability, latency, freshness, processes } = objectives;
  const outcomes: Outcomes[] = [
    {
      objective: 'availability',
      percent: availability.percent,
      series: {
        // Server errors of every process count, and no other answer.
        [`http_server_request_duration_seconds_count{service="${name}",instance="a",status="200"}`]: 40,
        [`http_server_request_duration_seconds_count{service="${name}",instance="b",status="404"}`]: 48,
        [`http_server_request_duration_seconds_count{service="${name}",instance="a",status="503"}`]: 6,
        [`http_server_request_duration_seconds_count{service="${name}",instance="b",status="500"}`]: 6,
        'http_server_request_duration_seconds_count{service="other",instance="a",status="500"}': 60,
      },
      badPerMinute: 12,
      totalPerMinute: 100,
    },
    {
      objective: 'availability',
      percent: availability.percent,
      // Without errors the figure is 0, and not missing.
      series: { [`http_server_request_duration_seconds_count{service="${name}",instance="a",status="200"}`]: 40 },
      badPerMinute: 0,
      totalPerMinute: 40,
    },
    promptness('latency', 'http_server_request_duration_seconds', name, latency),
    ...(freshness === null ? [] : [promptness('freshness', 'consumer_event_age_seconds', name, freshness)]),
    ...Object.entries(processes).map(([process, one]) => promptness(process, one.histogram, name, one)),
  ];
  return outcomes.map((one) => promtoolTest(name, one));
}

function promptness(objective: string, histogram: string, service: string, within: Promptness): Outcomes {
  const bound = within.withinSeconds.toFixed(2).replace(/(?<=\.\d)0$/, '');
  return {
    objective,
    percent: within.percent,
    series: {
      [`${histogram}_bucket{service="${service}",instance="a",le="0.01"}`]: 10,
      [`${histogram}_bucket{service="${service}",instance="a",le="${bound}"}`]: 48,
      [`${histogram}_bucket{service="${service}",instance="a",le="3600.0"}`]: 60,
      [`${histogram}_count{service="${service}",instance="a"}`]: 60,
    },
    badPerMinute: 12,
    totalPerMinute: 60,
  };
}

function promtoolTest(
  service: string,
  { objective, series, badPerMinute, totalPerMinute, percent }: Outcomes,
): PromtoolTest {
  const labels = `{service="${service}",objective="${objective}"}`;
  const figure = (name: string, value: number) => ({
    expr: `round(slo:${name}${labels}, 0.0001)`,
    eval_time: at,
    exp_samples: [{ labels, value }],
  });
  return {
    name: `${objective} of ${service}`,
    interval: '1m',
    input_series: Object.entries(series).map(([name, perMinute]) => ({ series: name, values: grows(perMinute) })),
    promql_expr_test: [
      figure('bad:rate5m', badPerMinute / 60),
      figure('total:rate5m', Number((totalPerMinute / 60).toFixed(4))),
      figure('error_budget:ratio', Number((1 - percent / 100).toFixed(4))),
    ],
  };
}
