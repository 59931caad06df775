import { describe, expect, it } from 'vitest';
import { releaseRules } from '../../src/release/environments.js';
import { changed, outOfOrder } from './pipeline-steps.js';
import { doneBy, fileAt, files, jobsOf, type WorkflowFile } from './workflow-files.js';

const deploy = fileAt('.github/workflows/deploy.yml');
const build = fileAt('.github/workflows/build.yml');
const release = fileAt('.github/workflows/release.yml');
const rollback = fileAt('.github/workflows/rollback.yml');

interface Call {
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const triggersOf = ({ content: { on = {} } }: WorkflowFile) =>
  on as Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
const callsOf = (file: WorkflowFile) =>
  jobsOf(file)
    .map(([, job]) => job as Call)
    .filter(({ uses }) => uses === `./${deploy.path}`);

// The specification's table of triggers, its rows about deployments.
describe('triggers', () => {
  it('a push to main builds, then deploys to dev, and asks no one', () => {
    expect(triggersOf(build)['push']).toEqual({ branches: ['main'] });
    expect(callsOf(build)).toMatchObject([{ needs: 'sign', with: { environment: 'dev', action: 'deploy' } }]);
  });

  it('a release tag, or a person, promotes to production', () => {
    expect(triggersOf(release)['push']).toEqual({ tags: ['v*'] });
    expect(Object.keys(triggersOf(release))).toContain('workflow_dispatch');
    expect(callsOf(release)).toMatchObject([{ with: { environment: 'production', action: 'promote' } }]);
  });

  it('a person rolls back an environment, one service or all', () => {
    expect(Object.keys(triggersOf(rollback))).toEqual(['workflow_dispatch']);
    expect(callsOf(rollback)).toMatchObject([{ with: { action: 'rollback', service: '${{ inputs.service }}' } }]);
  });

  it('nothing else deploys', () => {
    expect(files.filter((file) => callsOf(file).length > 0)).toEqual([build, release, rollback]);
    expect(Object.keys(triggersOf(deploy))).toEqual(['workflow_call']);
  });

  it('every environment that takes releases is reached', () => {
    const reached = [build, release].flatMap(callsOf).map((call) => call.with?.['environment']);
    expect(reached).toEqual(Object.keys(releaseRules));
  });
});

describe('the job that deploys', () => {
  const jobOf = (file: WorkflowFile) =>
    file.content.jobs?.['release'] as { environment?: string } & Parameters<typeof doneBy>[0];
  // The specification's steps of both pipelines; what `./fairway release` does in which order, its own tests show.
  const order = [
    /^actions\/checkout@/,
    /^actions\/setup-node@/,
    /^aws-actions\/configure-aws-credentials@/,
    /^setting\(\).*update-kubeconfig/s,
    /^\.\/fairway release deploy /,
    /\.\/fairway release status /,
  ];

  it('waits for the approval of its environment, before any step', () => {
    expect(jobOf(deploy).environment).toBe('${{ inputs.environment }}');
  });

  it('checks out, logs in, configures kubectl, releases, and shows what runs, in this order', () => {
    expect(outOfOrder(doneBy(jobOf(deploy)), order)).toBeUndefined();
    const blind = changed(deploy, 'uses: ./.github/actions/cluster-access', 'uses: ./.github/actions/setup');
    expect(outOfOrder(doneBy(jobOf(blind)), order)).toContain('update-kubeconfig');
  });

  it('has one step for each action that a caller names, and only that one runs', () => {
    const conditions = doneBy(jobOf(deploy)).flatMap((step) => (step as { if?: string }).if ?? []);
    const actions = [build, release, rollback].flatMap(callsOf).map((call) => call.with?.['action']);
    for (const action of actions) expect(conditions).toContain(`inputs.action == '${action}'`);
  });

  it('confirms production, which people have approved, and nothing else', () => {
    const commands = doneBy(jobOf(deploy)).flatMap(({ run = '' }) => (run.startsWith('./fairway release') ? run : []));
    const confirmed = commands.filter((command) => command.includes('--confirm'));
    expect(confirmed.every((command) => /release (?:promote|rollback)/.test(command))).toBe(true);
    expect(confirmed).toHaveLength(2);
  });

  // The lock in the cluster keeps two releases apart; this group must not keep a rollback behind an approval.
  it('is never cancelled, and holds up no other action', () => {
    const { concurrency } = deploy.content as { concurrency?: object };
    expect(concurrency).toEqual({
      group: 'deploy-${{ inputs.environment }}-${{ inputs.action }}',
      'cancel-in-progress': false,
    });
  });
});
