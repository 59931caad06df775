import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { it } from '../../infra/test/support/stack-runs.js';
import { infraComment } from '../src/commands/infra-comment.js';
import { infraDrift } from '../src/commands/infra-drift.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { addresses, PlannedRepository } from './planned-repository.js';
import { SmallRepository } from './small-repository.js';

const stack = 'dev/network';
const bot = { login: 'github-actions[bot]' };
const run = { GITHUB_SERVER_URL: 'https://github.test', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' };

describe('fairway infra drift', () => {
  const title = 'Terraform: dev/network differs from main';
  const open = (...issues: object[]) => ({ to: 'issues?state=open', with: { stdout: JSON.stringify([issues, []]) } });
  const drift = async (pipeline: PlannedRepository, answers: ConstructorParameters<typeof FakePrograms>[0]) => {
    using fakes = new FakePrograms([...answers, { to: 'gh api', with: { stdout: '{"id":1,"number":12}' } }]);
    const { issue } = await infraDrift.run({ stack }, pipeline.context({ ...run, PATH: fakes.env['PATH'] }));
    const writes = fakes.calls
      .filter((call) => call.includes('--method'))
      .map((call) => call.split(' ').slice(2, 5).join(' '));
    return {
      issue,
      writes,
      sent: fakes.inputs.map((input) => JSON.parse(input) as { title?: string; body?: string; state?: string }),
    };
  };

  it('opens one issue, updates it, and closes it when nothing differs', async ({ runs: _ }) => {
    using pipeline = await PlannedRepository.open();
    await pipeline.plan(addresses(2));
    const others = [
      { number: 3, title, user: { login: 'ada' } },
      { number: 4, title: 'Terraform: dev/data differs from main', user: bot },
      { number: 5, title, user: bot, pull_request: {} },
    ];
    const first = await drift(pipeline, [open(...others)]);
    expect(first).toMatchObject({
      issue: { id: 12, outcome: 'created' },
      writes: ['--method POST repos/{owner}/{repo}/issues'],
      sent: [{ title }],
    });
    expect(first.sent[0]?.body).toContain('dev/network: 2 create');
    expect(first.sent[0]?.body).toContain('https://github.test/a/b/actions/runs/7');
    const again = await drift(pipeline, [open(...others, { number: 12, title, user: bot })]);
    expect(again).toMatchObject({
      issue: { id: 12, outcome: 'updated' },
      writes: ['--method PATCH repos/{owner}/{repo}/issues/12'],
    });
    await pipeline.terraform('apply', 'plan.out');
    await pipeline.plan(addresses(2));
    const clean = await drift(pipeline, [open({ number: 12, title, user: bot })]);
    expect(clean).toMatchObject({ issue: { id: 12, outcome: 'closed' }, sent: [{ state: 'closed' }] });
    expect(await drift(pipeline, [open()])).toMatchObject({ issue: { id: null, outcome: 'unchanged' }, writes: [] });
  });
});

describe('fairway infra comment', () => {
  it('says what a change costs and which rules it violates, and replaces its own comment', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    repository.change(addresses(2));
    const plans = join(repository.root, 'plans');
    const plan = {
      environment: 'dev',
      stack: 'network',
      applyable: true,
      outputs: [],
      changes: [{ action: 'create', address: 'aws_eip.this[1]', attributes: [] }],
    };
    mkdirSync(plans);
    writeFileSync(join(plans, 'dev-network.json'), JSON.stringify({ data: plan }));
    const comments = (...found: object[]) => ({ to: 'issues/9/comments', with: [{ stdout: JSON.stringify([found]) }] });
    const post = async (...found: object[]) => {
      using fakes = new FakePrograms([{ to: '--method', with: { stdout: '{"id":8}' } }, comments(...found)]);
      const context = contextIn(repository.root, fakes.env);
      const result = await infraComment.run({ plans, changedSince: 'HEAD', pullRequest: 9 }, context);
      return {
        ...result,
        writes: fakes.calls
          .filter((call) => call.includes('--method'))
          .map((call) => call.split(' ').slice(3, 5).join(' ')),
        sent: fakes.inputs,
      };
    };
    const marker = '<!-- fairway infra comment -->';
    const first = await post(
      { id: 6, user: { login: 'ada' }, body: `${marker}\nquoted` },
      { id: 7, user: bot, body: 'other' },
    );
    expect(first.comment).toEqual({ id: 8, outcome: 'created' });
    expect(first.writes).toEqual(['POST repos/{owner}/{repo}/issues/9/comments']);
    expect(first.markdown).toContain('| dev/network | 1 create |');
    expect(first.markdown).toContain('| production/network | **not planned** |');
    expect(first.markdown).toContain('### Cost: +7.30 USD a month');
    expect(first.markdown).toMatch(/### Violated rules\n\n- dev\/network: tags: `aws_eip\.this\[0\]`/);
    expect(JSON.parse(first.sent[0] ?? '')).toEqual({ body: `${marker}\n${first.markdown}` });
    const again = await post({ id: 8, user: bot, body: `${marker}\nold` });
    expect(again.comment).toEqual({ id: 8, outcome: 'updated' });
    expect(again.writes).toEqual(['PATCH repos/{owner}/{repo}/issues/comments/8']);
  });
});
