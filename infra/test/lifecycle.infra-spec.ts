import { managedResources, stacksOf, terraformEnvironments } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { it } from './support/stack-runs.js';

const everyStack = terraformEnvironments.flatMap((environment) =>
  stacksOf[environment].map((stack) => ({ environment, stack })),
);

describe.each(everyStack)('$environment/$stack', ({ environment, stack }) => {
  it.for(['init', 'plan', 'apply'] as const)('%s', (name, { runs }) => {
    const step = runs.of(environment, stack).steps[name];
    expect(step?.exitCode, step?.output ?? 'an earlier step failed').toBe(0);
  });

  it('builds something', ({ runs }) => {
    expect(managedResources(runs.plan(environment, stack).planned_values)).not.toEqual([]);
  });

  it('has no changes left after apply', ({ runs }) => {
    const step = runs.of(environment, stack).steps['second plan'];
    // -detailed-exitcode: 2 means that there are changes.
    expect(step?.exitCode, step?.output ?? 'it was not applied').toBe(0);
  });

  it('leaves nothing behind when it is destroyed', ({ runs }) => {
    const { steps, leftover } = runs.of(environment, stack);
    expect(steps.destroy?.exitCode, steps.destroy?.output ?? 'it was not applied').toBe(0);
    expect(leftover?.values).toBeUndefined();
  });
});
