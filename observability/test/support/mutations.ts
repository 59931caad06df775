import { durationMs } from '../../src/rules/duration.js';
import { isAlert, type Alert, type Recording, type RuleGroup } from '../../src/rules/rule.js';

export interface Mutation {
  readonly description: string;
  readonly mutated: RuleGroup;
}

/** The group with one threshold, window or wait of the rule changed, for each of them and in both directions. */
export function mutationsOf(group: RuleGroup, rule: Alert | Recording): Mutation[] {
  const index = group.rules.indexOf(rule);
  return changesOf(rule).map(({ description, changed }) => ({
    description,
    mutated: { ...group, rules: group.rules.with(index, changed) },
  }));
}

interface Change<Rule> {
  readonly description: string;
  readonly changed: Rule;
}

function changesOf(rule: Alert | Recording): Change<Alert | Recording>[] {
  if (isAlert(rule) && rule.severity === 'watchdog') return [];
  const ofExpression = [
    ...replacements(rule.expr, /(?<![\w.:"])\d+(?:ms|[smhd])\b/g, scaled),
    ...replacements(rule.expr, /(?<=(?:[<>]=?|==) )\d+(?:\.\d+)?(?![\w.])/g, moved),
    // The factor of a burn rate, and the budget.
    ...replacements(rule.expr, /(?<=\) |vector\()\d+(?:\.\d+)?(?=[ )])/g, moved),
    // Another window of the same ratio.
    ...replacements(rule.expr, /(?<=slo:error_ratio:rate)\w+/g, (window) => [window === '2h' ? '6h' : '2h']),
  ].map(({ description, text }) => ({ description, changed: { ...rule, expr: text } }));
  if (!isAlert(rule)) return ofExpression;
  const waits = rule.for === '0s' ? ['10m'] : scaled(rule.for);
  return [
    ...ofExpression,
    ...waits.map((wait) => ({ description: `for ${wait} in place of ${rule.for}`, changed: { ...rule, for: wait } })),
  ];
}

function replacements(text: string, pattern: RegExp, others: (found: string) => string[]) {
  return [...text.matchAll(pattern)].flatMap((match) =>
    others(match[0]).map((other) => ({
      description: `${other} in place of ${match[0]} at ${match.index}`,
      text: text.slice(0, match.index) + other + text.slice(match.index + match[0].length),
    })),
  );
}

function scaled(duration: string): string[] {
  const seconds = durationMs(duration) / 1_000;
  return [`${seconds * 2}s`, `${seconds / 2}s`];
}

function moved(number: string): string[] {
  const value = Number(number);
  return value === 0 ? ['1', '-1'] : [String(value * 1.25), String(value * 0.75)];
}
