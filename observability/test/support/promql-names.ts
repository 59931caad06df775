import { parser } from '@prometheus-io/lezer-promql';

export interface PromqlNames {
  readonly metrics: readonly string[];
  /** In selectors, in `by` and `on`. */
  readonly labels: readonly string[];
}

/**
 * The names in a PromQL text.
 * @throws Error when it is no PromQL
 */
export function namesIn(expr: string): PromqlNames {
  const metrics: string[] = [];
  const labels: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`No PromQL at ${from}: ${expr}`);
      if (type.name === 'Identifier') metrics.push(expr.slice(from, to));
      if (type.name === 'LabelName') labels.push(expr.slice(from, to));
    },
  });
  return { metrics, labels };
}
