import { serviceNames } from '@fairway/catalog';
import { ReleaseLog } from '@fairway/deploy';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { handOverOf } from '../../deploy/test/support/hand-over.js';
import { butWith } from '../../infra/test/support/empty-account.js';
import type { Answer } from '../../infra/test/support/scripted-programs.js';
import { releasePlan } from '../src/commands/release-plan.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { digestOf, imagesOf, recordOf, ReleaseRepository } from './release-repository.js';

let repository: ReleaseRepository;
let running: string;
let wanted: string;
let neverInDev: string;

beforeAll(async () => {
  repository = await ReleaseRepository.open();
  running = await repository.commit();
  wanted = await repository.commit({ 'deploy/kubernetes/overlays/production/kustomization.yaml': changedOverlay() });
  await repository.git.run(['tag', 'v1.1.0', wanted]);
  neverInDev = await repository.commit();
  await repository.git.run(['tag', 'v1.2.0', neverInDev]);
  const log = new ReleaseLog(repository.git);
  await log.write(recordOf('dev', wanted));
  await log.write(recordOf('production', running, { version: 'v1.0.0', images: imagesOf('b', running) }));
});
afterAll(() => repository[Symbol.dispose]());

const changedOverlay = () => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: production
resources:
  - ../../base
labels:
  - pairs:
      changed: by-this-release
`;

const { network, data, cluster } = handOverOf('production');
const attestation = (commit: string) => {
  const predicate = { buildDefinition: { resolvedDependencies: [{ uri: '', digest: { gitCommit: commit } }] } };
  return `${JSON.stringify({ payload: Buffer.from(JSON.stringify({ predicate })).toString('base64') })}\n`;
};
const alerts = (...firing: Readonly<Record<string, string>>[]) => ({
  stdout: JSON.stringify({ data: { alerts: firing.map((labels) => ({ labels, state: 'firing' })) } }),
});
const watchdog = { alertname: 'Watchdog', severity: 'watchdog' };
const budgets = (left: number) => ({
  stdout: JSON.stringify({
    data: { result: [{ metric: { service: 'api-gateway', objective: 'availability' }, value: [0, String(left)] }] },
  }),
});
const healthy: Answer[] = [
  ...Object.entries({ network, data, cluster }).map(([stack, value]) => ({
    to: `/fairway/production/${stack} `,
    with: { stdout: JSON.stringify(value) },
  })),
  { to: '--flatten', with: { stdout: 'the kubeconfig of production' } },
  { to: '/proxy/api/v1/alerts', with: alerts(watchdog) },
  { to: '/proxy/api/v1/query', with: budgets(0.4) },
];

async function plan(commit: string, ...changed: Answer[]) {
  using fakes = new FakePrograms([
    ...changed,
    { to: 'cosign verify-attestation', with: { stdout: attestation(commit) } },
    ...butWith(...healthy),
  ]);
  const input = { environment: 'production', commit, local: false } as const;
  const { refusals, ...others } = await releasePlan.run(input, contextIn(repository.root, fakes.env));
  return { ...others, refusals, calls: fakes.calls };
}

describe('a plan for production', () => {
  it('names the digests that dev has run, the version, the commits, and what changes in the manifests', async () => {
    const { wanted: planned, live, commits, diff, refusals } = await plan(wanted);
    expect(refusals).toEqual([]);
    expect(planned).toEqual({
      action: 'promote',
      version: 'v1.1.0',
      commit: wanted,
      from: recordOf('dev', wanted).id,
      images: imagesOf('a', wanted),
    });
    expect(live?.version).toBe('v1.0.0');
    expect(commits).toEqual([expect.stringMatching(/^[0-9a-f]+ Change$/)]);
    expect(diff).toContain('+    changed: by-this-release');
  });

  it('verifies each image by its digest, for the workflow that builds main in this repository', async () => {
    const { calls } = await plan(wanted);
    const verified = calls.filter((call) => call.startsWith('cosign verify '));
    expect(verified).toHaveLength(serviceNames.length + 1);
    for (const call of verified) {
      expect(call).toContain(`@${digestOf('a')}`);
      expect(call).toContain('/.github/workflows/build.yml@refs/heads/main');
    }
  });

  it('changes nothing', async () => {
    const { calls } = await plan(wanted);
    expect(calls.filter((call) => / (?:apply|delete|create|replace|put-image) /.test(call))).toEqual([]);
  });

  it.each<[check: string, details: string[], Answer]>([
    [
      'pages',
      ['ServiceDown api-gateway'],
      {
        to: '/proxy/api/v1/alerts',
        with: alerts(
          watchdog,
          { alertname: 'ServiceDown', severity: 'page', service: 'api-gateway' },
          { alertname: 'TargetDown', severity: 'ticket', service: 'user-service' },
        ),
      },
    ],
    ['budget', ['api-gateway availability: -20.0 percent left'], { to: '/proxy/api/v1/query', with: budgets(-0.2) }],
    ['monitoring', ['It does not evaluate its rules.'], { to: '/proxy/api/v1/alerts', with: alerts() }],
    [
      'monitoring',
      ['It has no figures of error budgets: their rules are missing, or just began.'],
      { to: '/proxy/api/v1/query', with: { stdout: '{"data":{"result":[]}}' } },
    ],
    ['monitoring', ['no endpoints'], { to: '/proxy/', with: { exitCode: 1, stderr: 'no endpoints' } }],
    [
      'signatures',
      [expect.stringMatching(/^api-gateway, .*user-service: no signatures found$/) as string],
      { to: 'cosign verify ', with: { exitCode: 1, stderr: 'error: no signatures found\n' } },
    ],
    [
      'signatures',
      [expect.stringContaining('It was built from c0ffee') as string],
      { to: 'cosign verify-attestation', with: { stdout: attestation('c0ffee') } },
    ],
  ])('is refused by the check %s: %s', async (check, details, answer) => {
    const { refusals } = await plan(wanted, answer);
    expect(refusals).toEqual([{ check, message: expect.any(String) as string, details }]);
  });

  it('is refused by the check promotion for a commit that dev has not run', async () => {
    const { refusals, wanted: planned } = await plan(neverInDev, {
      to: 'describe-images',
      with: { stdout: `${digestOf('c')}\n` },
    });
    expect(planned).toMatchObject({ action: 'promote', version: 'v1.2.0', from: null });
    const [refusal, ...others] = refusals;
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      check: 'promotion',
      message: 'This commit and its images have not run in dev without a failure.',
    });
    expect(refusal?.details[0]).toBe('The commit was never deployed there.');
    expect(refusal?.details.slice(1).toSorted()).toEqual(
      serviceNames.map((name) => `${name}@${digestOf('c')}`).toSorted(),
    );
  });

  it('is refused by the check promotion for other manifests with images that dev has run', async () => {
    const { refusals } = await plan(neverInDev, { to: 'describe-images', with: { stdout: `${digestOf('a')}\n` } });
    expect(refusals).toEqual([
      { check: 'promotion', message: expect.any(String) as string, details: ['The commit was never deployed there.'] },
    ]);
  });

  it('says that a commit without a version cannot go there', async () => {
    await expect(plan(running)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('has no version') as string,
    });
  });

  it('says that a commit without images has not run in dev', async () => {
    const missing = {
      to: 'describe-images',
      with: { exitCode: 254, stderr: 'An error occurred (ImageNotFoundException)' },
    };
    await expect(plan(neverInDev, missing)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^v1\.2\.0 \([0-9a-f]{12}\) has not run in dev\.$/) as string,
    });
  });

  it('refuses a migration that breaks what runs', async () => {
    const migration = `apps/${serviceNames[0] ?? ''}/migrations/1-drop.ts`;
    const commit = await repository.commit({
      [migration]: "async up(runner) { await runner.query('DROP TABLE notes'); }\n",
    });
    await repository.git.run(['tag', 'v1.3.0', commit]);
    const branched = { ...recordOf('dev', commit), id: '20261130T130000Z' };
    await new ReleaseLog(repository.git).write(branched);
    const { refusals, migrations } = await plan(commit);
    expect(migrations).toEqual([migration]);
    expect(refusals).toEqual([
      {
        check: 'migrations',
        message: expect.any(String) as string,
        details: [`${migration} drops what the running version may use`],
      },
    ]);
  });
});
