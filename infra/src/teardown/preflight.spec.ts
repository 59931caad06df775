import { describe, expect, it } from 'vitest';
import { answers, butWith, endpoint } from '../../test/support/empty-account.js';
import { ScriptedPrograms, type Answer } from '../../test/support/scripted-programs.js';
import { toldBy } from '../../test/support/told-by.js';
import { preflight } from './preflight.js';
import type { Target } from './target.js';

const dev: Target = {
  environment: 'dev',
  project: 'fairway',
  region: 'us-east-1',
  accountId: '111122223333',
  name: 'fairway-dev',
};
const { host } = new URL(endpoint);
const context = (cluster: object): Answer => ({
  to: 'kubectl config view',
  with: { stdout: JSON.stringify({ clusters: [{ cluster }] }) },
});

describe('before a teardown', () => {
  it.each([
    ['the cluster is reachable by its own name', []],
    [
      'it is reachable through a forwarded port',
      [context({ server: 'https://127.0.0.1:8443', 'tls-server-name': host })],
    ],
    [
      'the cluster does not exist any more',
      [{ to: 'describe-cluster', with: { exitCode: 254, stderr: 'ResourceNotFoundException' } }],
    ],
  ])('passes when %s', async (_, changed) => {
    const programs = new ScriptedPrograms(butWith(...changed));
    await expect(preflight(dev, programs)).resolves.toBeUndefined();
  });

  it.each(['aws', 'kubectl', 'terraform'])('reports a missing %s and asks nothing else', async (missing) => {
    const programs = new ScriptedPrograms(answers, missing);
    await expect(preflight(dev, programs)).rejects.toMatchObject({
      code: 'prerequisite_missing',
      message: expect.stringContaining(missing),
    });
    expect(programs.calls.filter((call) => !/version/.test(call))).toEqual([]);
  });

  it.each<[string, RegExp, Answer]>([
    ['a broken program', /`kubectl version --client` fails/, { to: 'kubectl version', with: { exitCode: 1 } }],
    [
      'another account',
      /999999999999, but dev is in 111122223333/,
      { to: 'get-caller-identity', with: { stdout: '{"Account":"999999999999"}' } },
    ],
    [
      'no login',
      /does not say who is logged in:\nToken expired/,
      { to: 'get-caller-identity', with: { exitCode: 255, stderr: 'Token expired' } },
    ],
    [
      'no right to see the cluster',
      /describe-cluster[\s\S]*AccessDenied/,
      { to: 'describe-cluster', with: { exitCode: 254, stderr: 'AccessDenied' } },
    ],
    [
      'no context',
      /no context fairway-dev[\s\S]*update-kubeconfig --name fairway-dev/,
      { to: 'kubectl config view', with: { exitCode: 1 } },
    ],
    [
      'a context for another cluster',
      /points to https:\/\/production\.example, not to/,
      context({ server: 'https://production.example' }),
    ],
    [
      'a forwarded port to another cluster',
      /not to the cluster at/,
      context({ server: 'https://127.0.0.1:8443', 'tls-server-name': 'production.example' }),
    ],
    [
      'a context without a cluster',
      /points to nowhere/,
      { to: 'kubectl config view', with: { stdout: '{"clusters":[]}' } },
    ],
    [
      'a cluster that does not answer',
      /does not answer:\ntimeout[\s\S]*output -raw door/,
      { to: 'auth whoami', with: { exitCode: 1, stderr: 'timeout' } },
    ],
  ])('%s is refused', async (_, message, answer) => {
    const programs = new ScriptedPrograms(butWith(answer));
    const told = await toldBy(() => preflight(dev, programs));
    expect(told).toMatch(/^prerequisite_missing: /);
    expect(told).toMatch(message);
    expect(programs.calls.filter((call) => /delete|destroy|apply/.test(call))).toEqual([]);
  });
});
