import { expect, it } from 'vitest';
import { issue } from '../src/commands/issue.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';

const title = 'The nightly tests fail';
const bot = { login: 'github-actions[bot]' };

async function run(verb: 'open' | 'close', ...open: object[]) {
  using fakes = new FakePrograms([
    { to: 'issues?state=open', with: { stdout: JSON.stringify([open]) } },
    { to: '--method', with: { stdout: '{"id":1,"number":12}' } },
  ]);
  const env = { ...fakes.env, GITHUB_SERVER_URL: 'https://github.test', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' };
  const post = await issue.run({ verb, title, body: 'Read the run.' }, contextIn(process.cwd(), env));
  return { post, calls: fakes.calls.slice(1).map((call) => call.replace(/ --input .*/, '')), sent: fakes.inputs };
}

it('one issue is opened, leads to the run, and is updated and closed', async () => {
  const first = await run('open');
  expect(first.post).toEqual({ id: 12, outcome: 'created' });
  expect(first.calls).toEqual(['gh api --method POST repos/{owner}/{repo}/issues']);
  expect(first.sent.map((sent) => JSON.parse(sent) as unknown)).toEqual([
    { title, body: 'Read the run.\n\nhttps://github.test/a/b/actions/runs/7' },
  ]);
  const ours = { number: 12, title, user: bot };
  expect(await run('open', ours)).toMatchObject({
    post: { id: 12, outcome: 'updated' },
    calls: ['gh api --method PATCH repos/{owner}/{repo}/issues/12'],
  });
  expect(await run('close', ours)).toMatchObject({ post: { id: 12, outcome: 'closed' }, sent: ['{"state":"closed"}'] });
});

it('what people wrote is not touched, and nothing is closed that is not open', async () => {
  const theirs = { number: 3, title, user: { login: 'ada' } };
  expect(await run('close', theirs)).toEqual({ post: { id: null, outcome: 'unchanged' }, calls: [], sent: [] });
  expect((await run('open', theirs)).post).toEqual({ id: 12, outcome: 'created' });
});

it('a refusal of GitHub is told, with what the job needs', async () => {
  using fakes = new FakePrograms([
    { to: 'gh api', with: { exitCode: 1, stderr: 'HTTP 403: Resource not accessible' } },
  ]);
  await expect(issue.run({ verb: 'close', title }, contextIn(process.cwd(), fakes.env))).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('HTTP 403'),
    hint: expect.stringContaining('GH_TOKEN'),
  });
});
