import type { Command } from '../command-line/context.js';
import { printableCell } from '../command-line/printable.js';
import { table } from '../command-line/table.js';
import { findInstance } from '../instance/instance.js';
import { type Evaluated, TelemetryApi } from '../telemetry/telemetry-api.js';

export interface QueryResult {
  readonly expression: string;
  readonly values: readonly Evaluated[];
}

/** What an expression in PromQL gives now. */
export const query: Command<{ instance: string; expression: string }, QueryResult> = {
  async run({ expression, ...input }, { root }) {
    const values = await TelemetryApi.of(findInstance(root, input.instance)).evaluate(expression);
    return { expression, values };
  },

  render({ values }, style) {
    if (values.length === 0) return `${style.yellow('!')} no series matches, or none has a value now`;
    const names = [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))];
    const isRange = new Set(values.map(({ time }) => time)).size > 1;
    const head = [
      ...names.map((name) => (name === '__name__' ? 'METRIC' : name)),
      'VALUE',
      ...(isRange ? ['TIME'] : []),
    ];
    const rows = values.map(({ labels, value, time }) => [
      ...names.map((name) => printableCell(labels[name] ?? '-')),
      readable(value),
      ...(isRange ? [time] : []),
    ]);
    return table([head.map((title) => style.dim(title)), ...rows]);
  },
};

/** A measured number has no more than six digits that mean something; a count has all of them. */
function readable(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) && !Number.isInteger(number)
    ? String(Number(number.toPrecision(6)))
    : printableCell(value);
}
