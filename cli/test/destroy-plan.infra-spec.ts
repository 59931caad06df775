import { describe, expect } from 'vitest';
import { butWith } from '../../infra/test/support/empty-account.js';
import type { Answer } from '../../infra/test/support/scripted-programs.js';
import { it } from '../../infra/test/support/stack-runs.js';
import { plain } from '../src/command-line/style.js';
import { destroyPlan } from '../src/commands/destroy-plan.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { SmallRepository } from './small-repository.js';

describe('fairway destroy-plan', () => {
  const bucket = 'resource "aws_s3_bucket" "this" {\n  bucket        = "fairway-dev-data"\n  force_destroy = true\n}\n';
  const reading = / (describe|get|list)-| get |auth whoami|config view|api-resources|state list/;
  const run = async (input: { execute?: boolean; confirm?: string }, ...changed: Answer[]) => {
    using repository = new SmallRepository('data', bucket);
    using fakes = new FakePrograms(butWith(...changed));
    const context = contextIn(repository.root, fakes.env);
    const outcome = await destroyPlan.run({ env: 'dev', ...input }, context).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    return {
      ...outcome,
      told: context.told,
      changes: fakes.calls.filter((call) => !reading.test(call)),
      calls: fakes.calls,
    };
  };
  const left = (changed: Awaited<ReturnType<typeof run>>) =>
    'result' in changed ? changed.result : expect.unreachable(String(changed.error));

  it('changes nothing, asks nothing, and prints what it would run', async ({ runs: _ }) => {
    const outcome = await run({});
    expect(outcome.calls).toEqual([]);
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(0);
    const text = destroyPlan.render(result, plain);
    expect(text).toContain('nothing was changed');
    expect(text.indexOf('delete ingresses')).toBeLessThan(text.indexOf('stacks/cluster destroy'));
    expect(text).toContain('bucket: fairway-dev-data');
    expect(text).toContain('--execute (asks for "dev")');
  });

  it('--execute without an answer, or with a wrong one, changes nothing', async ({ runs: _ }) => {
    for (const confirm of [{}, { confirm: 'production' }]) {
      const outcome = await run({ execute: true, ...confirm });
      expect(outcome).toMatchObject({ error: { code: 'confirmation_needed' }, changes: [] });
      expect(outcome.told.join('\n')).toContain('bucket fairway-dev-data');
    }
  });

  it('--execute in another account stops before planning', async ({ runs: _ }) => {
    const outcome = await run(
      { execute: true, confirm: 'dev' },
      { to: 'get-caller-identity', with: { stdout: '{"Account":"999999999999"}' } },
    );
    expect(outcome).toMatchObject({
      error: { code: 'prerequisite_missing', message: expect.stringContaining('999999999999') },
      changes: [],
      told: [],
    });
  });

  it('--execute runs all steps and succeeds when nothing is left', async ({ runs: _ }) => {
    const outcome = await run({ execute: true, confirm: 'dev' });
    expect(outcome.changes.map((call) => /delete \w+|stacks\/\w+ \w+/.exec(call)?.[0])).toEqual([
      'delete ingresses',
      'delete services',
      'delete namespaces',
      'delete persistentvolumeclaims',
      'stacks/cluster init',
      'stacks/cluster destroy',
      'stacks/data init',
      'stacks/data destroy',
      'stacks/network init',
      'stacks/network destroy',
    ]);
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(0);
    expect(destroyPlan.render(result, plain)).toContain('✓ dev is gone');
  });

  it('--execute ends with exit code 1 and says how to remove what is left', async ({ runs: _ }) => {
    const volume = 'arn:aws:ec2:us-east-1:111122223333:volume/vol-1';
    const outcome = await run(
      { execute: true, confirm: 'dev' },
      {
        to: 'Key=kubernetes.io/cluster/',
        with: { stdout: JSON.stringify({ ResourceTagMappingList: [{ ResourceARN: volume }] }) },
      },
    );
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(1);
    expect(destroyPlan.render(result, plain)).toMatch(/volume\/vol-1 +aws ec2 delete-volume --volume-id vol-1/);
  });

  it('--execute stops at the first failure and says how to continue', async ({ runs: _ }) => {
    const outcome = await run({ execute: true, confirm: 'dev' }, { to: 'stacks/data destroy', with: { exitCode: 1 } });
    expect(outcome).toMatchObject({
      error: {
        code: 'failed',
        message: expect.stringContaining('terraform destroy: data'),
        hint: expect.stringContaining('run the same command again'),
      },
    });
    expect(outcome.changes.at(-1)).toContain('stacks/data destroy');
  });
});
