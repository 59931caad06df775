import { stackNamed } from '@fairway/infra';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { it } from '../../infra/test/support/stack-runs.js';
import { infraFetchPlan } from '../src/commands/infra-fetch-plan.js';
import { infraKeepPlan } from '../src/commands/infra-keep-plan.js';
import { infraStacks } from '../src/commands/infra-stacks.js';
import { contextIn } from './command-context.js';
import { addresses, PlannedRepository } from './planned-repository.js';
import { SmallRepository } from './small-repository.js';

const stack = 'dev/network';

describe('a plan that is kept', () => {
  it('is the one that is fetched and applied', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2));
    const kept = await infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context());
    expect(kept).toMatchObject({ environment: 'dev', stack: 'network', applyable: true });
    const commit = pipeline.repository.git('rev-parse', 'HEAD');
    expect(kept.key).toBe(`plans/apply/dev/${commit}/network-${kept.sha256}.plan`);
    expect(pipeline.kept).toEqual([kept.key]);
    // The apply runs on another machine.
    rmSync(pipeline.planFile);
    await infraFetchPlan.run({ stack, sha256: kept.sha256 }, pipeline.context());
    const applied = await pipeline.terraform('apply', '-no-color', '-input=false', 'plan.out');
    expect(applied.stdout, applied.stderr).toContain('2 added');
  });

  it('is refused when it is another file than the one whose checksum was recorded', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2));
    const reviewed = await infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context());
    await pipeline.plan(addresses(9));
    const other = await infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context());
    cpSync(join(pipeline.bucket, other.key), join(pipeline.bucket, reviewed.key));
    await expect(infraFetchPlan.run({ stack, sha256: reviewed.sha256 }, pipeline.context())).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('is not the one that was reviewed'),
    });
    // Nothing is left that the next step could apply.
    expect(existsSync(pipeline.planFile)).toBe(false);
  });

  it('for review is not found by an apply', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2));
    const { key, sha256 } = await infraKeepPlan.run({ stack, for: 'review' }, pipeline.context());
    expect(key).toMatch(/^plans\/review\/dev\//);
    await expect(infraFetchPlan.run({ stack, sha256 }, pipeline.context())).rejects.toMatchObject({
      message: expect.stringContaining('NoSuchKey'),
    });
    expect(existsSync(pipeline.planFile)).toBe(false);
  });

  it('is written once', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2));
    await infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context());
    await expect(infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context())).rejects.toMatchObject({
      message: expect.stringContaining('PreconditionFailed'),
    });
  });

  it('is refused by Terraform when the state has changed since', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(3));
    const { sha256 } = await infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context());
    await pipeline.plan(addresses(1));
    expect((await pipeline.terraform('apply', 'plan.out')).exitCode).toBe(0);
    const before = pipeline.state;
    await infraFetchPlan.run({ stack, sha256 }, pipeline.context());
    const late = await pipeline.terraform('apply', '-no-color', '-input=false', 'plan.out');
    expect(late.exitCode).toBe(1);
    expect(late.stderr).toContain('Saved plan is stale');
    expect(pipeline.state).toBe(before);
  });

  it('is described without its values', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2, 'hunter2'));
    await pipeline.terraform('apply', 'plan.out');
    await pipeline.plan(addresses(1, 'correct-horse'));
    const kept = await infraKeepPlan.run({ stack, for: 'review' }, pipeline.context());
    expect(kept.changes).toEqual([
      { action: 'destroy', address: 'aws_eip.this[1]', attributes: [] },
      { action: 'update', address: 'aws_eip.this[0]', attributes: ['tags', 'tags_all'] },
    ]);
    expect(JSON.stringify(kept)).not.toMatch(/hunter2|correct-horse/);
  });

  it('needs a plan, and the name of a stack', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await expect(infraKeepPlan.run({ stack, for: 'apply' }, pipeline.context())).rejects.toMatchObject({
      code: 'prerequisite_missing',
    });
    expect(() => stackNamed('shared/network')).toThrow('There is no stack "shared/network"');
  });
});

describe('fairway infra stacks', () => {
  it('lists what pipelines plan, or what changed', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    const context = contextIn(repository.root);
    const names = async (input: { changedSince?: string }) =>
      infraStacks.render(await infraStacks.run(input, context), context.style).split('\n');
    expect(await names({})).toHaveLength(7);
    expect(await names({ changedSince: 'HEAD' })).toEqual(['']);
    repository.change(addresses(2));
    expect(await names({ changedSince: 'HEAD' })).toEqual(['dev/network', 'production/network']);
    await expect(infraStacks.run({ changedSince: 'no-such' }, context)).rejects.toMatchObject({ code: 'usage' });
    await expect(infraStacks.run({ changedSince: '--output=x' }, context)).rejects.toMatchObject({ code: 'usage' });
  });
});
