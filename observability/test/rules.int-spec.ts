import { catalog } from '@fairway/catalog';
import { beforeAll, describe, expect, it } from 'vitest';
import { allGroups } from '../src/rules/all-groups.js';
import { ruleFile } from '../src/rules/render-rules.js';
import { isAlert, type Alert, type Recording, type RuleGroup } from '../src/rules/rule.js';
import { watchedServices } from '../src/rules/watched-service.js';
import { alertCases } from './cases/alert-cases.js';
import { objectiveTests } from './cases/objective-tests.js';
import { promtoolTests } from './support/alert-cases.js';
import { mutationsOf } from './support/mutations.js';
import { Promtool, type PromtoolTest } from './support/promtool.js';

const services = watchedServices(catalog);
const groups = allGroups(services);

/** One rule, with everything else of its group that it needs or that needs it, and what tests it. */
interface Subject {
  readonly name: string;
  readonly rule: Alert | Recording;
  readonly group: RuleGroup;
  readonly tests: readonly PromtoolTest[];
}

const isOf =
  (labels: Readonly<Record<string, string>> = {}) =>
  (other: Readonly<Record<string, string>> = {}) =>
    Object.entries(labels).every(([name, value]) => other[name] === value);

function subjectsOf(group: RuleGroup): Subject[] {
  return group.rules.map((rule) => {
    const { labels } = rule;
    const name = `${isAlert(rule) ? rule.alert : rule.record}${labels === undefined ? '' : JSON.stringify(labels)}`;
    if (group.name === 'objectives') {
      const tests = services
        .filter((service) => service.name === labels?.['service'])
        .flatMap(objectiveTests)
        .filter((test) => test.name.startsWith(labels?.['objective'] ?? ''));
      return {
        name,
        rule,
        tests,
        group: { ...group, rules: group.rules.filter((other) => isOf(labels)(other.labels)) },
      };
    }
    const alerts = isAlert(rule) ? [rule] : group.rules.filter(isAlert).filter((alert) => reaches(group, alert, rule));
    const tests = alerts.flatMap((alert) =>
      promtoolTests(alertCases.filter((one) => one.alert === alert.alert && isOf(alert.labels)(one.labels))),
    );
    const needed = group.rules.filter((other) =>
      alerts.some((alert) => other === alert || reaches(group, alert, other)),
    );
    return { name, rule, tests, group: { ...group, rules: needed } };
  });
}

/** Whether the rule reads the series of the recording, perhaps through others. */
function reaches(group: RuleGroup, { expr }: Alert | Recording, other: Alert | Recording): boolean {
  if (isAlert(other)) return false;
  if (new RegExp(`${other.record}\\b`).test(expr)) return true;
  return group.rules.some(
    (between) =>
      !isAlert(between) &&
      between !== other &&
      new RegExp(`${between.record}\\b`).test(expr) &&
      new RegExp(`${other.record}\\b`).test(between.expr),
  );
}

describe('the rules', () => {
  let promtool: Promtool;

  beforeAll(async () => {
    promtool = await Promtool.find();
  });

  /** @returns what fails, on as many evaluations as the series have samples */
  async function failuresOf(group: RuleGroup, tests: readonly PromtoolTest[]): Promise<string> {
    const failures: string[] = [];
    for (const [interval, some] of Map.groupBy(tests, (test) => test.interval)) {
      failures.push(await promtool.test(ruleFile(group), interval, some));
    }
    return failures.join('');
  }

  it('have cases for every alert, and no others', () => {
    const alerts = groups.flatMap(({ rules }) => rules.filter(isAlert)).map(({ alert }) => alert);
    expect(new Set(alertCases.map(({ alert }) => alert))).toEqual(new Set(alerts));
  });

  describe.each(groups.flatMap(subjectsOf))('$name', ({ rule, group, tests }) => {
    it('tells the failure from its absence', async () => {
      expect(tests).not.toEqual([]);
      expect(await failuresOf(group, tests)).toBe('');
    });

    it.each(mutationsOf(group, rule))('is tested by a case that fails with $description', async ({ mutated }) => {
      expect(await failuresOf(mutated, tests)).not.toBe('');
    });
  });
});
