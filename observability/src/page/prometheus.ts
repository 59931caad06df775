/** One answer of Prometheus's HTTP API: `data` of a success, `error` of a failure. */
export interface PrometheusAnswer {
  readonly data?: { readonly result: readonly PrometheusSeries[] };
  readonly error?: string;
}

interface PrometheusSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Of a range: times in seconds and values as text. */
  readonly values?: readonly (readonly [number, string])[];
  /** Of an instant. */
  readonly value?: readonly [number, string];
}

/** Sends a GET to Prometheus; the path has its parameters. Rejects when there is no answer. */
export type AskPrometheus = (path: string) => Promise<PrometheusAnswer>;

/** Says what Prometheus dislikes about a query. */
export class QueryRefused extends Error {}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Times in ms. A gap has the value null at its start, so that no line crosses it. */
  readonly points: readonly (readonly [number, number | null])[];
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const pointsWanted = 240;
const shortestStepSeconds = 5;

export function stepSeconds({ fromMs, toMs }: TimeRange): number {
  return Math.max(shortestStepSeconds, Math.ceil((toMs - fromMs) / 1_000 / pointsWanted));
}

/**
 * Values over time; series without any are left out.
 * @throws QueryRefused
 */
export async function readRange(ask: AskPrometheus, query: string, range: TimeRange): Promise<Series[]> {
  const step = stepSeconds(range);
  const parameters = { query, start: range.fromMs / 1_000, end: range.toMs / 1_000, step };
  const series = resultOf(await ask(pathOf('query_range', parameters))).map(({ metric, values = [] }) => ({
    labels: metric,
    points: withGaps(values.map(pointOf), step * 1_000),
  }));
  return series.filter(({ points }) => points.some(([, value]) => value !== null));
}

/**
 * The values at one time, each as a series of one point.
 * @throws QueryRefused
 */
export async function readInstant(ask: AskPrometheus, query: string, timeMs: number): Promise<Series[]> {
  return resultOf(await ask(pathOf('query', { query, time: timeMs / 1_000 }))).flatMap(({ metric, value }) =>
    value === undefined ? [] : [{ labels: metric, points: [pointOf(value)] }],
  );
}

function pathOf(endpoint: string, parameters: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return `/api/v1/${endpoint}?${new URLSearchParams(pairs)}`;
}

function resultOf({ data, error }: PrometheusAnswer): readonly PrometheusSeries[] {
  if (data === undefined) throw new QueryRefused(`Prometheus refuses the query: ${error ?? 'it does not say why'}`);
  return data.result;
}

/** NaN is what a ratio or a quantile of nothing has: no value. */
function pointOf([seconds, text]: readonly [number, string]): readonly [number, number | null] {
  const value = Number(text);
  return [seconds * 1_000, Number.isFinite(value) ? value : null];
}

/** Prometheus leaves out the times without a value. */
function withGaps(points: readonly (readonly [number, number | null])[], stepMs: number): Series['points'] {
  return points.flatMap((point, index) => {
    const before = points[index - 1]?.[0];
    const isAfterGap = before !== undefined && point[0] - before > 1.5 * stepMs;
    return isAfterGap ? [[before + stepMs, null] as const, point] : [point];
  });
}
