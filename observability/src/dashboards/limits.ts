import { allGroups } from '../rules/all-groups.js';
import { durationMs } from '../rules/duration.js';
import { isAlert } from '../rules/rule.js';

/** Where the values of a panel become bad. */
export interface Limit {
  /** In the unit of the panel. */
  readonly value: number;
  readonly redWhen: 'above' | 'below';
  /** The alert that fires there; its runbook is linked. */
  readonly alert?: string;
}

// Those of single services have limits of their own, which no panel of all services can show.
const alerts = allGroups([])
  .flatMap(({ rules }) => rules)
  .filter(isAlert);

const comparison = /(==|[<>]=?) (\d[\d.]*)(ms|[smhd])?(?![\w.*])/g;

// Grafana colours a value that equals the limit; an alert on `> 0` does not fire at 0.
const justAboveZero = 0.001;

/**
 * The limit of an alert, from the last comparison of its expression; ages are in seconds. States compare with 0 or 1.
 * @throws Error when there is no such alert, or it compares with no number
 */
export function limitOf(name: string): Limit {
  const expr = alerts.find(({ alert }) => alert === name)?.expr ?? '';
  const [, operator, number, unit] = [...expr.matchAll(comparison)].at(-1) ?? [];
  if (operator === undefined) throw new Error(`There is no alert ${name} that compares with a number.`);
  const value = unit === undefined ? Number(number) : durationMs(`${number}${unit}`) / 1_000;
  if (operator === '==' && value === 0) return { value: 1, redWhen: 'below', alert: name };
  if (operator.startsWith('<')) return { value, redWhen: 'below', alert: name };
  return { value: value === 0 ? justAboveZero : value, redWhen: 'above', alert: name };
}
