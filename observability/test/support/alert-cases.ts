import type { PromtoolTest } from './promtool.js';

/** One situation: series with a sample every 30 seconds, and a moment. */
export interface Situation {
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Between two samples, and between two evaluations; 30 s when undefined. */
  readonly interval?: string;
}

/** When an alert fires, with exactly which labels, and when it does not. */
export interface AlertCase {
  readonly alert: string;
  readonly severity: string;
  /** Besides the alert's name and severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fires: readonly Situation[];
  readonly silent: readonly Situation[];
}

type Identity = Pick<AlertCase, 'alert' | 'severity' | 'labels'>;

const stepSeconds = 30;

interface Threshold extends Identity {
  /** The series when the watched figure has the value. */
  readonly series: (value: number) => Readonly<Record<string, string>>;
  /** The figures next to the threshold, on both sides. */
  readonly bad: number;
  readonly good: number;
  /** How long it must be bad. */
  readonly holdsSeconds: number;
  /** Without any series: silent, unless the missing series is the failure. */
  readonly absent?: 'silent' | 'fires';
}

/** A gauge that is bad for exactly as long as the alert waits, for one step less, or nearly bad for long. */
export function threshold({ series, bad, good, holdsSeconds, absent = 'silent', ...identity }: Threshold): AlertCase {
  const missing = { series: {}, at: `${holdsSeconds + 3_600}s` };
  return {
    ...identity,
    fires: [{ series: series(bad), at: `${holdsSeconds}s` }, ...(absent === 'fires' ? [missing] : [])],
    silent: [
      { series: series(good), at: `${holdsSeconds + 600}s` },
      ...(holdsSeconds === 0 ? [] : [{ series: series(bad), at: `${holdsSeconds - stepSeconds}s` }]),
      ...(absent === 'silent' ? [missing] : []),
    ],
  };
}

interface Increase extends Identity {
  readonly series: string;
  /** How much it grows at once, just enough and not quite. */
  readonly bad?: number;
  readonly good?: number;
  readonly windowSeconds: number;
  readonly holdsSeconds?: number;
}

/** A counter that grows once: the alert fires while its window has a sample from before and one from after. */
export function increase({
  series,
  bad = 1,
  good = 0,
  windowSeconds,
  holdsSeconds = 0,
  ...identity
}: Increase): AlertCase {
  const stepsBefore = 40;
  const grownAtSeconds = (stepsBefore + 1) * stepSeconds;
  const grows = (by: number) => ({ [series]: `0x${stepsBefore} ${by}x500` });
  return {
    ...identity,
    fires: [
      { series: grows(bad), at: `${grownAtSeconds + holdsSeconds}s` },
      { series: grows(bad), at: `${grownAtSeconds + windowSeconds - 2 * stepSeconds}s` },
    ],
    silent: [
      { series: grows(bad), at: `${grownAtSeconds + holdsSeconds - stepSeconds}s` },
      { series: grows(bad), at: `${grownAtSeconds + windowSeconds - stepSeconds}s` },
      { series: grows(good), at: `${grownAtSeconds + holdsSeconds}s` },
      { series: {}, at: `${grownAtSeconds + holdsSeconds}s` },
    ],
  };
}

/** One test for all moments of the same series, because promtool evaluates the rules from the beginning in each. */
export function promtoolTests(cases: readonly AlertCase[]): PromtoolTest[] {
  return cases.flatMap((one) => {
    const moments = [
      ...one.fires.map((situation) => ({ ...situation, fires: true })),
      ...one.silent.map((situation) => ({ ...situation, fires: false })),
    ];
    const bySeries = Map.groupBy(moments, ({ series, interval }) => JSON.stringify([series, interval]));
    return [...bySeries.values()].map((some) => promtoolTest(one, some));
  });
}

type Moments = readonly (Situation & { readonly fires: boolean })[];

function promtoolTest({ alert, severity, labels }: Identity, moments: Moments): PromtoolTest {
  const [{ series, interval = `${stepSeconds}s` } = { series: {} }] = moments;
  const identity = { alertname: alert, alertstate: 'firing', severity, ...labels };
  const expected = Object.entries(identity).map(([name, value]) => `${name}="${value}"`);
  // Several rules may have one name; those of other labels are not meant.
  const window = labels['window'] === undefined ? '' : `,window="${labels['window']}"`;
  return {
    name: `${alert} with ${JSON.stringify(series)}`,
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: moments.map(({ at, fires }) => ({
      expr: `ALERTS{alertname="${alert}",alertstate="firing"${window}}`,
      eval_time: at,
      exp_samples: fires ? [{ labels: `ALERTS{${expected.join(',')}}`, value: 1 }] : [],
    })),
  };
}
