// Grafana replaces it with at least four intervals of scrapes, so that no rate is of a single sample.
const window = '[$__rate_interval]';

/** What a counter's series add up to, per second, for each value of these labels. */
export function rateBy(labels: string, series: string): string {
  return `sum by (${labels}) (rate(${series}${window}))`;
}

/** What all series of a counter add up to, per second. */
export function rateOf(series: string): string {
  return `sum(rate(${series}${window}))`;
}

/**
 * A quantile of a histogram, of all its series together or for each value of these labels.
 * @param histogram its name without `_bucket`, with a selector such as `{service="x"}` if need be
 */
export function quantile(level: number, histogram: string, labels?: string): string {
  const buckets = histogram.replace(/(?={|$)/, '_bucket');
  return `histogram_quantile(${level}, ${rateBy(labels === undefined ? 'le' : `le, ${labels}`, buckets)})`;
}

/** The three quantiles of a histogram, by their names. */
export function quantiles(histogram: string): Record<string, string> {
  return { p50: quantile(0.5, histogram), p95: quantile(0.95, histogram), p99: quantile(0.99, histogram) };
}
