import { rules, type Finding, type Run, type Values } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { generalMutations } from './mutations/general.js';
import type { Mutation } from './mutations/mutation.js';
import { foundByTests, slips } from './mutations/slips.js';
import { runOf } from './support/run-of.js';
import { it, type StackRuns } from './support/stack-runs.js';

type Judged = readonly (readonly [rule: string, findings: readonly Finding[]])[];

const judge = (values: Values, run: Run): Judged =>
  Object.entries(rules).map(([name, rule]) => [name, rule(values, run)] as const);

/** What the rules report for each unchanged stack: judged once, for a hundred errors. */
const judgedBefore = new Map<string, Judged>();

/** The names of the rules that report more about the stack than before. */
function foundBy(runs: StackRuns, { where: [environment, stack], change }: Mutation): string[] {
  const before = runs.state(environment, stack).values ?? { root_module: {} };
  const run = runOf(environment, stack);
  const place = `${environment}/${stack}`;
  const known = judgedBefore.get(place) ?? judge(before, run);
  judgedBefore.set(place, known);
  return judge(change(before), run)
    .filter(([, findings], index) => findings.length > (known[index]?.[1].length ?? 0))
    .map(([name]) => name);
}

// The rules' own cases are in rules.infra-spec.ts, where no other rule may report; here at least one must.
describe('a rule finds an error that is planted in an applied stack', () => {
  it.for(generalMutations.map((mutation) => [mutation.rule, mutation.what, mutation] as const))(
    '%s: %s',
    ([rule, , mutation], { runs }) => {
      expect(foundBy(runs, mutation)).toContain(rule);
    },
  );
});

describe('an error that only a test finds, because it knows what was meant', () => {
  it.for(foundByTests.map((mutation) => [mutation.by, mutation.what, mutation] as const))(
    '%s: %s',
    ([, , mutation], { runs }) => {
      expect(foundBy(runs, mutation), 'a rule finds it now: move it to general.ts').toEqual([]);
    },
  );
});

describe('an error that nothing finds', () => {
  it.for(slips.map((mutation) => [mutation.what, mutation] as const))('%s', ([, mutation], { runs }) => {
    expect(foundBy(runs, mutation), 'a rule finds it now: move it to general.ts').toEqual([]);
  });
});
