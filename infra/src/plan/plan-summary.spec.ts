import { describe, expect, it } from 'vitest';
import type { Plan, ResourceChange } from './plan.js';
import { summaryOf } from './plan-summary.js';

const dev = { environment: 'dev', stack: 'data' } as const;
const planOf = (changes: readonly ResourceChange[], rest: Partial<Plan> = {}): Plan => ({
  planned_values: { root_module: {} },
  resource_changes: changes,
  applyable: true,
  ...rest,
});
const change = (address: string, given: ResourceChange['change'], rest: Partial<ResourceChange> = {}) => ({
  address,
  mode: 'managed' as const,
  change: given,
  ...rest,
});
const changesIn = (...changes: ResourceChange[]) => summaryOf(dev, planOf(changes)).changes;

describe('the summary of a plan', () => {
  it('names what is lost first', () => {
    const found = changesIn(
      change('a.created', { actions: ['create'] }),
      change('a.same', { actions: ['no-op'] }),
      change('a.moved', { actions: ['no-op'] }, { previous_address: 'a.before' }),
      change('a.imported', { actions: ['no-op'], importing: { id: 'x' } }),
      change('a.forgotten', { actions: ['forget'] }),
      change('a.updated', { actions: ['update'] }),
      change('a.replaced', { actions: ['delete', 'create'] }),
      change('a.replaced_later', { actions: ['create', 'delete'] }),
      change('a.destroyed', { actions: ['delete'] }),
      change('a.read', { actions: ['read'] }, { mode: 'data' }),
    );
    expect(found.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'destroy a.destroyed',
      'replace a.replaced',
      'replace a.replaced_later',
      'update a.updated',
      'create a.created',
      'import a.imported',
      'move a.moved',
      'forget a.forgotten',
    ]);
  });

  it('names the arguments that change, and those that force a replacement, without their values', () => {
    const summary = summaryOf(
      dev,
      planOf(
        [
          change('a.updated', {
            actions: ['update'],
            before: { password: 'hunter2', name: 'x', tags: { a: 'old' }, arn: 'arn:1' },
            after: { password: 'hunter3', name: 'x', tags: { a: 'new' } },
            after_unknown: { arn: true, tags: {} },
          }),
          change('a.replaced', {
            actions: ['delete', 'create'],
            before: { name: 'hunter2', size: 1 },
            after: { name: 'hunter3', size: 2 },
            replace_paths: [['name'], ['block', 0, 'name']],
          }),
        ],
        { output_changes: { kept: { actions: ['no-op'] }, endpoint: { actions: ['update'] } } },
      ),
    );
    expect(summary.changes.map(({ attributes }) => attributes)).toEqual([
      ['name', 'block'],
      ['password', 'tags', 'arn'],
    ]);
    expect(summary.outputs).toEqual(['endpoint']);
    expect(JSON.stringify(summary)).not.toMatch(/hunter|old|new/);
  });

  it('of a plan without changes is not applied', () => {
    expect(summaryOf(dev, planOf([], { applyable: false }))).toEqual({
      ...dev,
      applyable: false,
      changes: [],
      outputs: [],
    });
  });
});
