import { allTopics, topics } from '@fairway/catalog';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handOverOf } from '../../deploy/test/support/hand-over.js';
import type { Answer } from '../../infra/test/support/scripted-programs.js';
import { exitCodes } from '../src/command-line/exit-codes.js';
import { untilHandedOver } from '../src/release/until-handed-over.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { ReleaseRepository } from './release-repository.js';
import { root } from './run-fairway.js';

const { network, data, cluster } = handOverOf('dev');
const [newest = '', ...others] = allTopics(topics)
  .map(({ name }) => name)
  .toReversed();
const before = { ...data, kafka: { ...(data['kafka'] as object), topics: others } };

let repository: ReleaseRepository;
let commit: string;
beforeAll(async () => {
  repository = await ReleaseRepository.open();
  commit = await repository.commit();
});
afterAll(() => repository[Symbol.dispose]());

const answers = (...handedOver: object[]): Answer[] => [
  { to: '/fairway/dev/data ', with: handedOver.map((value) => ({ stdout: JSON.stringify(value) })) },
  { to: '/fairway/dev/network ', with: { stdout: JSON.stringify(network) } },
  { to: '/fairway/dev/cluster ', with: { stdout: JSON.stringify(cluster) } },
];

/** @param handedOver what the stack data hands over, look by look; the last one stays */
async function wait(forMs: number, stopping: AbortSignal, ...handedOver: object[]) {
  using fakes = new FakePrograms(answers(...handedOver));
  const context = { ...contextIn(repository.root, fakes.env), stopping };
  await untilHandedOver({ environment: 'dev', commit, forMs, everyMs: 10 }, repository.git, context);
  return { told: context.told, looks: fakes.calls.filter((call) => call.includes('/dev/data ')).length };
}

const never = new AbortController().signal;

it('a deployment goes on as soon as Terraform has made what its commit needs, and says what it waits for once', async () => {
  const { told, looks } = await wait(3_600_000, never, before, before, before, data);
  expect(looks).toBe(4);
  expect(told).toEqual([`waiting for Terraform, 1 h 0 min at most, to make topic ${newest}`]);
});

it('an answer of AWS that fails does not end the wait', async () => {
  const broken = { stderr: 'ThrottlingException', exitCode: 254 };
  using fakes = new FakePrograms([
    { to: '/fairway/dev/data ', with: [broken, { stdout: JSON.stringify(data) }] },
    ...answers().slice(1),
  ]);
  const context = { ...contextIn(repository.root, fakes.env), stopping: never };
  await untilHandedOver({ environment: 'dev', commit, forMs: 3_600_000, everyMs: 10 }, repository.git, context);
  expect(context.told).toEqual([expect.stringMatching(/asking again: .*dev/)]);
});

it('does not wait when nothing is missing', async () => {
  expect(await wait(3_600_000, never, data)).toEqual({ told: [], looks: 1 });
});

it('when the time is over, the deployment itself says what is missing', async () => {
  expect(await wait(0, never, before)).toEqual({ told: [], looks: 1 });
});

it('SIGTERM ends the wait, and nothing was changed', async () => {
  using fakes = new FakePrograms(answers(before));
  const child = spawn(join(root, 'fairway'), ['release', 'deploy', 'dev', '--wait', '1h'], { env: fakes.env });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (line.startsWith('waiting for Terraform')) child.kill('SIGTERM');
  }
  expect(await ended, lines.join('\n')).toEqual([exitCodes.interrupted, null]);
  expect(lines.join('\n')).toContain('Nothing was changed.');
  expect(fakes.calls.filter((call) => call.startsWith('kubectl'))).toEqual([]);
});
