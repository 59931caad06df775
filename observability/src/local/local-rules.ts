import { catalog } from '@fairway/catalog';
import { allGroups } from '../rules/all-groups.js';
import { ruleFile } from '../rules/render-rules.js';
import { isAlert, type Alert, type Recording, type RuleGroup } from '../rules/rule.js';
import { shorten } from '../rules/shorten.js';
import { watchedServices } from '../rules/watched-service.js';

/**
 * The rules as they are, by file name.
 * @param factor divides every duration, so that a rehearsal need not wait for hours
 * @param without objectives that a machine with other work misses, such as `latency`
 */
export function localRuleFiles(
  factor = 1,
  without: readonly string[] = [],
): { readonly name: string; readonly content: string }[] {
  const isKept = ({ labels }: Alert | Recording) => !without.includes(labels?.['objective'] ?? '');
  return allGroups(watchedServices(catalog)).map((group) => ({
    name: `${group.name}.yaml`,
    content: ruleFile(shortened({ ...group, rules: group.rules.filter(isKept) }, factor)),
  }));
}

function shortened(group: RuleGroup, factor: number): RuleGroup {
  return { ...group, rules: group.rules.map((rule) => shortenedRule(rule, factor)) };
}

function shortenedRule(rule: Alert | Recording, factor: number): Alert | Recording {
  const expr = shorten(rule.expr, factor);
  return isAlert(rule)
    ? { ...rule, expr, for: rule.for === '0s' ? '0s' : shorten(rule.for, factor) }
    : { ...rule, expr };
}
