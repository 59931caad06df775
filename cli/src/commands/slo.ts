import type { Command } from '../command-line/context.js';
import { table } from '../command-line/table.js';
import { findInstance } from '../instance/instance.js';
import { type Sample, TelemetryApi } from '../telemetry/telemetry-api.js';

export interface ShownObjective {
  readonly service: string;
  readonly objective: string;
  /** The share of outcomes that must be good. */
  readonly target: number;
  /** The share that was good in the last 30 days; null without any outcome. */
  readonly achieved: number | null;
  /** The share of the error budget that is left; negative when more was spent. */
  readonly budgetLeft: number | null;
  /** How many times faster than allowed the budget burned in the last hour. */
  readonly burnRate: number | null;
}

/** How the objectives are kept. */
export const slo: Command<{ instance: string }, { objectives: readonly ShownObjective[] }> = {
  async run(input, { root }) {
    const api = TelemetryApi.of(findInstance(root, input.instance));
    const [budgets, month, left, burn] = await Promise.all([
      api.query('slo:error_budget:ratio'),
      api.query('slo:error_ratio:rate30d'),
      api.query('slo:error_budget_remaining:ratio'),
      api.query('slo:error_ratio:rate1h / on (service, objective) slo:error_budget:ratio'),
    ]);
    const objectives = budgets.map(({ labels, value }) => {
      const bad = valueOf(month, labels);
      return {
        service: labels['service'] ?? '',
        objective: labels['objective'] ?? '',
        target: 1 - value,
        achieved: bad === null ? null : 1 - bad,
        budgetLeft: valueOf(left, labels),
        burnRate: valueOf(burn, labels),
      };
    });
    const name = ({ service, objective }: ShownObjective) => `${service} ${objective}`;
    return { objectives: objectives.toSorted((one, other) => name(one).localeCompare(name(other))) };
  },

  render({ objectives }, style) {
    const rows = objectives.map(({ service, objective, target, achieved, budgetLeft, burnRate }) => [
      service,
      objective,
      percent(target, 3),
      percent(achieved, 3),
      budgetLeft !== null && budgetLeft <= 0 ? style.red(percent(budgetLeft, 1)) : percent(budgetLeft, 1),
      burnRate === null ? '-' : `${burnRate.toFixed(1)}x`,
    ]);
    return table([['SERVICE', 'OBJECTIVE', 'TARGET', 'ACHIEVED', 'BUDGET LEFT', 'BURN (1h)'], ...rows]);
  },
};

function valueOf(samples: readonly Sample[], { service, objective }: Sample['labels']): number | null {
  const found = samples.find(({ labels }) => labels['service'] === service && labels['objective'] === objective);
  // 0 of 0 outcomes.
  return found === undefined || Number.isNaN(found.value) ? null : found.value;
}

/** Rounded down: 100 % means that nothing was bad. */
function percent(share: number | null, digits: number): string {
  if (share === null) return '-';
  const unit = 10 ** digits;
  // The first rounding removes what binary fractions add: 0.57 is 56.99999999999999 %.
  return `${Math.floor(Number((share * 100 * unit).toFixed(6))) / unit} %`;
}
