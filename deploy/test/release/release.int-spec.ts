import { FairwayError } from '@fairway/errors';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { releaseRules } from '../../src/release/environments.js';
import { Monitoring } from '../../src/release/monitoring.js';
import { ReleaseLog } from '../../src/release/release-log.js';
import { type ReleaseAction, releaseId, type ReleaseRecord } from '../../src/release/release-record.js';
import { release } from '../../src/release/release.js';
import { ClusterStandIn } from './cluster-stand-in.js';
import { type Clone, GitSandbox } from './git-sandbox.js';

const files = {
  'deploy/kubernetes/base.yaml': '\n',
  'infra/terraform/environments/common.tfvars': '\n',
  'infra/terraform/generated/catalog.json': '{}\n',
};

let sandbox: GitSandbox;
let clone: Clone;
let cluster: ClusterStandIn;
let commit: string;
let log: ReleaseLog;
beforeEach(async () => {
  sandbox = await GitSandbox.create();
  clone = await sandbox.clone('ada');
  commit = await clone.commit(files);
  await clone.git.run(['push', '--quiet', 'origin', 'HEAD:main']);
  cluster = new ClusterStandIn();
  log = new ReleaseLog(clone.git);
});
afterEach(() => {
  sandbox[Symbol.dispose]();
  cluster[Symbol.dispose]();
});

const image = () => ({ gateway: { digest: 'sha256:1', commit } });

interface Attempt {
  readonly action?: ReleaseAction;
  readonly environment?: 'dev' | 'production';
  readonly deploy?: (attempt: number) => void;
  readonly stopping?: AbortSignal;
  readonly from?: string;
  /** What a person types at the terminal, or does there. */
  readonly ask?: (question: string) => Promise<string>;
  readonly watchMs?: number;
  readonly progress?: (line: string) => void;
}

/** Carries out a release of what was committed, and says what it did and told. */
async function attempt({
  action = 'deploy',
  environment = 'dev',
  deploy,
  stopping,
  from,
  ask,
  watchMs = 0,
  progress,
}: Attempt = {}) {
  const tagged: string[] = [];
  const said: string[] = [];
  let deployments = 0;
  const outcome = await release(
    () =>
      Promise.resolve({
        action,
        version: action === 'deploy' ? null : 'v1.0.0',
        commit,
        images: image(),
        from: from ?? null,
      }),
    {
      git: clone.git,
      log,
      destination: {
        environment,
        namespace: environment,
        rules: releaseRules[environment],
        kubectl: cluster.kubectl,
        monitoring: new Monitoring(cluster.kubectl),
        deploy: async () => {
          deploy?.(++deployments);
          return await Promise.resolve({ images: {}, applied: 0, pruned: [] });
        },
        smoke: () => Promise.resolve(),
        verify: () => Promise.resolve(),
        tag: async (version, images) => await Promise.resolve(void tagged.push(version, ...Object.keys(images))),
      },
      overrides: {},
      confirmed: ask === undefined ? environment : undefined,
      ask,
      by: 'Ada',
      run: null,
      watchMs,
      watchEveryMs: 10,
      runbookUrl: 'https://runbooks.example/release-failed.md',
      stopping: stopping ?? new AbortController().signal,
      progress: (line) => {
        said.push(line);
        progress?.(line);
      },
    },
  ).then(
    (record) => ({ record, error: undefined }),
    (error: unknown) => ({ record: undefined, error: error as FairwayError }),
  );
  return { ...outcome, tagged, said };
}

const broken = () => {
  throw new FairwayError('failed', 'gateway failed.', { hint: 'Fix it.' });
};
const onlyFirst = (work: () => void) => (count: number) => {
  if (count === 1) work();
};
const newest = async (environment = 'dev') => (await log.records(environment))[0];
/** A good release, in another second: the newest record is the one with the latest. */
async function releasedBefore(): Promise<void> {
  const { record } = await attempt();
  await vi.waitUntil(() => releaseId(new Date().toISOString(), commit) !== record?.id, {
    timeout: 60_000,
    interval: 50,
  });
}

/** Every message, of whichever release. */
const told = () => cluster.told.map(({ labels }) => [labels['release'], labels['alertname'], labels['severity']]);

/** The remote refuses records from now on. */
function refuseRecords(): () => void {
  const hook = join(sandbox.origin, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "no more records" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  return () => rmSync(hook);
}

it.each<[ReleaseAction, 'dev' | 'production', string[]]>([
  ['deploy', 'dev', []],
  ['promote', 'production', ['v1.0.0', 'gateway']],
  // What it goes back to has its tag, which never moves.
  ['rollback', 'production', []],
])('a release by %s to %s tags images as a version: %j', async (action, environment, expected) => {
  await attempt();
  const { tagged, error } = await attempt({ action, environment });
  expect(error).toBeUndefined();
  expect(tagged).toEqual(expected);
});

it('people are told once of a release that succeeds, and of nothing else', async () => {
  const { record } = await attempt();
  expect(record?.result).toBe('succeeded');
  expect(told()).toEqual([[record?.id, 'ReleaseFinished', 'notice']]);
});

it('people are told once of a release that fails and goes back', async () => {
  await releasedBefore();
  const { error } = await attempt({ deploy: onlyFirst(broken) });
  expect(error).toMatchObject({ code: 'failed', cause: 'gateway failed.' });
  const record = await newest();
  expect(record?.result).toBe('rolled-back');
  expect(told().slice(1)).toEqual([[record?.id, 'ReleaseFailed', 'page']]);
});

it('people are told once of a release whose way back fails, too', async () => {
  await releasedBefore();
  await attempt({ deploy: broken });
  expect(await newest()).toMatchObject({
    result: 'failed',
    failure: 'gateway failed.\nThe way back failed, too: gateway failed.',
  });
  expect(told().slice(1)).toHaveLength(1);
});

it('a release that is interrupted says so, tells people once, brings nothing back, and gives its lock away', async () => {
  await releasedBefore();
  const interrupt = new AbortController();
  let deployments = 0;
  const { error } = await attempt({
    stopping: interrupt.signal,
    deploy: () => {
      deployments += 1;
      interrupt.abort(new Error('SIGTERM'));
      throw new Error('kubectl was ended');
    },
  });
  expect(error).toMatchObject({ code: 'interrupted', cause: 'SIGTERM' });
  expect(deployments).toBe(1);
  const record = await newest();
  expect(record).toMatchObject({ result: 'interrupted', failure: 'dev may be between two.\nSIGTERM' });
  expect(told().slice(1)).toEqual([[record?.id, 'ReleaseFailed', 'page']]);
  expect((await attempt({ action: 'rollback' })).error).toBeUndefined();
});

it('a release that is interrupted while it is watched says that it serves', async () => {
  const interrupt = new AbortController();
  const { error } = await attempt({
    stopping: interrupt.signal,
    watchMs: 3_600_000,
    progress: (line) => void (line.startsWith('watching') && interrupt.abort(new Error('SIGINT'))),
  });
  const state = expect.stringMatching(
    /dev runs [0-9a-f]{12} \(.*\), and its smoke test passed, but it was not watched to the end\./,
  ) as string;
  expect(error).toMatchObject({ code: 'interrupted', message: state, cause: 'SIGINT' });
  expect(await newest()).toMatchObject({ result: 'interrupted', failure: state });
});

it('a person is asked when it is known what would change, and nothing changes without the right answer', async () => {
  await attempt();
  const asked: string[] = [];
  const answering = (answer: string) => (question: string) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const back = { action: 'rollback', environment: 'production' } as const;
  await attempt(back);
  const records = await log.records('production');
  const { error, said } = await attempt({ ...back, ask: answering('dev') });
  expect(error).toMatchObject({ code: 'confirmation_needed', cause: 'It was given as "dev".' });
  expect(asked).toEqual(['This changes production. Type its name to go on:']);
  expect(said.slice(-4)).toEqual([
    expect.stringMatching(/^v1\.0\.0 \(.*\) runs; v1\.0\.0 takes its place$/) as string,
    '  images that change: none',
    '  commits that are left: 0',
    '  migrations that stay: none',
  ]);
  expect(await log.records('production')).toEqual(records);
  expect((await attempt({ ...back, ask: answering('production') })).error).toBeUndefined();
});

it('no question is asked about a release that is refused', async () => {
  const ask = () => Promise.reject(new Error('was asked'));
  expect((await attempt({ action: 'promote', environment: 'production', ask })).error).toMatchObject({
    code: 'refused',
  });
});

it('a record that cannot be written hides neither the failure nor its message', async () => {
  let acceptRecords: () => void = () => undefined;
  const { error, said } = await attempt({
    deploy: () => {
      acceptRecords = refuseRecords();
      broken();
    },
  });
  expect(error).toMatchObject({ code: 'failed', cause: 'gateway failed.\nThere is no earlier release.' });
  expect(said.at(-1)).toMatch(/^the record does not say so: .*\n.*no more records/s);
  expect(told()).toHaveLength(1);
  acceptRecords();
  expect((await newest())?.result).toBe('running');
});

it('nobody is told of a release that is refused', async () => {
  const { error } = await attempt({ action: 'promote', environment: 'production' });
  expect(error).toMatchObject({ code: 'refused' });
  expect(told()).toEqual([]);
  expect(await log.records('production')).toEqual([]);
});

it('a way back is compared with what began since its target, and with nothing older', async () => {
  const gone = '0'.repeat(40);
  const { record } = await attempt();
  await log.write({
    ...(record as ReleaseRecord),
    id: '20010101T000000Z',
    images: { gateway: { digest: 'sha256:0', commit: gone } },
  });
  const back = (from: string) => attempt({ action: 'rollback', from });
  expect((await back('20000101T000000Z')).error).toMatchObject({
    code: 'refused',
    cause: expect.stringContaining(`those of gateway cannot be compared: There is no commit ${gone}.`) as string,
  });
  expect((await back(record?.id ?? '')).error).toBeUndefined();
});
