import { namesIn } from './promql-names.js';

/** The labels of each series that Prometheus has, or may have, by its name. */
export type KnownMetrics = ReadonlyMap<string, ReadonlySet<string>>;

export function metricsOf(series: readonly { readonly labels: Readonly<Record<string, string>> }[]): KnownMetrics {
  const metrics = new Map<string, Set<string>>();
  for (const { labels } of series) {
    const name = labels['__name__'] ?? '';
    const known = metrics.get(name) ?? new Set();
    metrics.set(name, known);
    for (const label of Object.keys(labels)) known.add(label);
  }
  return metrics;
}

/**
 * What a query names and Prometheus does not have: metrics, and labels that none of the query's metrics has.
 * @param shown text with labels as `{{label}}`, as a legend has them, or as `{{ $labels.label }}`, as an alert does
 */
export function unknownNames(known: KnownMetrics, expr: string, shown: string): string[] {
  const { metrics, labels } = namesIn(expr);
  const ofMetrics = new Set(metrics.flatMap((metric) => [...(known.get(metric) ?? [])]));
  const ofText = [...shown.matchAll(/{{ ?(?:\$labels\.)?(\w+) ?}}/g)].map(([, label = '']) => label);
  return [
    ...metrics.filter((metric) => !known.has(metric)),
    ...[...labels, ...ofText].filter((label) => !ofMetrics.has(label)),
    ...ofText.filter((label) => / by \(/.test(expr) && !labels.includes(label)),
  ];
}
