import { describe, expect, test } from 'vitest';
import { unchecked } from '../../../infra/test/support/lint-tools.js';
import { differenceFrom } from './act/difference.js';
import { nameOf, withToken } from './act/expected-steps.js';
import { type Pipeline, pipelines, printed, pullRequestFrom, someStacks } from './act/pipelines.js';
import { runWorkflow, type Scenario, type WorkflowRun } from './act/run-workflow.js';
import { missingPrograms } from './act/stand-ins.js';
import { goTool } from './go-tool.js';
import { files, jobsOf } from './workflow-files.js';

const { build, nightly, pullRequest, release, rollback, security } = pipelines;
const { terraformApply, terraformDrift, terraformPlan } = pipelines;

const it = test.extend<{ run: (scenario: Scenario) => Promise<WorkflowRun> }>({
  run: async ({ skip }, use) => {
    const act = await goTool('act');
    if ('missing' in act) return unchecked(act.missing, skip);
    const missing = missingPrograms();
    if (missing.length > 0) return unchecked(`steps of workflows need ${missing.join(', ')}`, skip);
    await use((scenario) => runWorkflow(act.path, scenario));
  },
});

/** What a run does otherwise than the pipeline as it is meant to run. */
interface Outcome {
  /** What was not done, or not in its order: `job: line`, or the job alone when it did not run. */
  readonly undone?: readonly string[];
  readonly added?: readonly string[];
  /** The ids of the jobs that fail. */
  readonly failed?: readonly string[];
}

function expectOutcome(pipeline: Pipeline, { passed, jobs, results, log }: WorkflowRun, outcome: Outcome) {
  const failed = Object.keys(results).filter((id) => results[id] === 'failure');
  const found = { ...differenceFrom(pipeline, jobs), failed: failed.toSorted() };
  expect(found, log).toEqual({ undone: [], added: [], failed: [], ...outcome });
  expect(passed, log).toBe(failed.length === 0);
}

describe('a workflow that runs as it is meant to', () => {
  it.for(Object.values(pipelines).map((pipeline) => [pipeline.workflow, pipeline] as const))(
    '%s does this, job after job',
    async ([, pipeline], { run }) => {
      const done = await run(pipeline);
      expectOutcome(pipeline, done, {});
      const stages = pipeline.stages.map((stage) => Object.keys(stage));
      const begins = stages.map((ids) => Math.min(...ids.map((id) => done.sequence.indexOf(id))));
      const ends = stages.map((ids) => Math.max(...ids.map((id) => done.sequence.lastIndexOf(id))));
      expect(begins.slice(1).every((begin, index) => begin > (ends[index] ?? Infinity))).toBe(true);
    },
  );

  it('there is one for each workflow that nothing else calls', () => {
    const called = files.flatMap(jobsOf).map(([, { uses }]) => uses);
    const names = files
      .filter(({ content, path }) => content.jobs !== undefined && !called.includes(`./${path}`))
      .map(({ path }) => path.replace('.github/workflows/', ''));
    expect(names).toContain('build.yml');
    expect(Object.values(pipelines).map(({ workflow }) => workflow)).toEqual(expect.arrayContaining(names));
  });
});

type Row = readonly [when: string, pipeline: Pipeline, changed: Partial<Scenario>, outcome: Outcome];
const rows = (...table: readonly Row[]) => table;

/** The ids of the jobs of a pipeline, from one on. */
function jobsFrom({ stages }: Pipeline, first?: string): string[] {
  const ids = stages.flatMap((stage) => Object.keys(stage));
  return ids.slice(first === undefined ? 0 : ids.indexOf(first));
}

const [stack = { environment: 'dev' as const, stack: 'network' as const }] = someStacks;

const afterLint = [
  'build-and-test: ./fairway test unit',
  'build-and-test: npm run build',
  'build-and-test: ./fairway test checks',
];
const scans = jobsFrom(pullRequest, 'dependencies').filter((id) => id !== 'passed');

describe('after a failure, what is for it runs, and nothing that needed success', () => {
  const nightReported = {
    undone: [`report: ${withToken('./fairway issue close --title The nightly tests fail')}`],
    added: [
      `report: ${withToken('./fairway issue open --title The nightly tests fail --body This issue is closed by the first night in which all pass.')}`,
    ],
  };

  it.for(
    rows(
      [
        'lint',
        pullRequest,
        { fails: 'npm run lint' },
        { undone: [...afterLint, ...scans], failed: ['build-and-test', 'passed'] },
      ],
      // Act ends with the called workflow that fails, so this cannot be shown for one of its jobs.
      ['end-to-end tests', pullRequest, { fails: 'test e2e' }, { failed: ['end-to-end', 'passed'] }],
      ['the search for secrets', security, { fails: 'gitleaks git' }, { failed: ['secrets'] }],
      [
        'the build of images',
        build,
        { fails: 'image build' },
        { undone: [expect.stringContaining('push: actions/upload-artifact'), 'sign', 'release'], failed: ['push'] },
      ],
      [
        'the judgement of scans',
        build,
        { fails: 'image scan' },
        { undone: ['sign: ./fairway image sign images.json', 'release'], failed: ['sign'] },
      ],
      // What runs is shown all the same.
      ['a deployment', build, { fails: 'release deploy' }, { failed: ['release'] }],
      ['a promotion', release, { fails: 'release promote' }, { failed: ['release'] }],
      ['a rollback', rollback, { fails: 'release rollback' }, { failed: ['release'] }],
      [
        'a plan for a pull request: it is named in the comment',
        terraformPlan,
        { fails: `keep-plan ${nameOf(stack)}` },
        { undone: [expect.stringContaining('plan: actions/upload-artifact')], failed: ['plan'] },
      ],
      [
        'a plan on main',
        terraformApply,
        { fails: 'keep-plan dev/network' },
        { undone: jobsFrom(terraformApply, 'apply-dev-network'), failed: ['plan-dev-network'] },
      ],
      [
        'an apply',
        terraformApply,
        { fails: 'network apply' },
        { undone: jobsFrom(terraformApply, 'plan-dev-data'), failed: ['apply-dev-network'] },
      ],
      ['a comparison', terraformDrift, { fails: `drift ${nameOf(stack)}` }, { failed: ['drift'] }],
      ['a test of the night', nightly, { fails: 'test:mutations' }, { ...nightReported, failed: ['mutations'] }],
    ),
  )('%s', async ([, pipeline, changed, outcome], { run }) => {
    expectOutcome(pipeline, await run({ ...pipeline, ...changed }), outcome);
  });
});

describe('what does not concern a run is left out', () => {
  const off = { variables: {} };
  /** Act evaluates the matrix of a job before it skips the job, and ends because the job before gave none. */
  const withoutMatrix = (file: string, output: string) =>
    [`.github/workflows/${file}`, `\${{ fromJSON(needs.stacks.outputs.${output}) }}`, '[]'] as const;
  const branch = { payload: { ref: 'refs/heads/feature' } };

  it.for(
    rows(
      ['without an account, no build', build, off, { undone: jobsFrom(build) }],
      ['nor one of a branch', build, branch, { undone: jobsFrom(build) }],
      ['a release only by a tag', release, { payload: { ref: 'refs/heads/main' } }, { undone: jobsFrom(release) }],
      ['no rollback from a branch', rollback, branch, { undone: jobsFrom(rollback) }],
      ['without an account, no apply', terraformApply, off, { undone: jobsFrom(terraformApply) }],
      [
        'nor a comparison',
        terraformDrift,
        { ...off, planted: withoutMatrix('terraform-drift.yml', 'all') },
        { undone: jobsFrom(terraformDrift) },
      ],
      ['but a comment without plans', terraformPlan, off, { undone: ['plan'] }],
      [
        'also when no stack changes',
        terraformPlan,
        { answers: [printed('infra stacks', { stacks: [] })] },
        { undone: ['plan'] },
      ],
      [
        'nothing with rights for a fork',
        terraformPlan,
        { payload: pullRequestFrom('stranger/platform'), planted: withoutMatrix('terraform-plan.yml', 'changed') },
        { undone: jobsFrom(terraformPlan) },
      ],
      [
        'no apply of a plan without changes; the next stack is planned',
        terraformApply,
        { answers: [printed('keep-plan dev/network', { applyable: false, sha256: '' })], fails: 'keep-plan dev/data' },
        {
          undone: ['apply-dev-network', ...jobsFrom(terraformApply, 'apply-dev-data')],
          failed: ['plan-dev-data'],
        },
      ],
    ),
  )('%s', async ([, pipeline, changed, outcome], { run }) => {
    expectOutcome(pipeline, await run({ ...pipeline, ...changed }), outcome);
  });
});

describe('a mistake in a workflow is noticed', () => {
  const scanning = '      - name: Scan the images\n        uses: ./.github/actions/scan-images\n';
  const signing =
    '      # Only what has passed: no environment runs an image without a signature.\n' +
    '      - name: Sign images, provenance and bills of materials\n        run: ./fairway image sign images.json\n';

  it.for(
    rows(
      [
        'a report that a failure skips',
        nightly,
        { planted: ['.github/workflows/nightly.yml', '    if: always()\n', ''], fails: 'test:mutations' },
        { undone: ['report'], failed: ['mutations'] },
      ],
      [
        'a failed deployment that does not show what runs',
        build,
        { planted: ['.github/workflows/deploy.yml', '        if: always()\n', ''], fails: 'release deploy' },
        {
          undone: ['status dev', 'history dev --limit 5'].map(
            (command) => `release: ${withToken(`./fairway release ${command}`)}`,
          ),
          failed: ['release'],
        },
      ],
      [
        'a signature before the scan',
        build,
        { planted: ['.github/workflows/build.yml', scanning + signing, signing + scanning] },
        {
          undone: ['sign: ./fairway image sign images.json'],
          added: ['sign: ./fairway image sign images.json'],
        },
      ],
      [
        'a job that waits for nothing',
        pullRequest,
        {
          planted: ['.github/workflows/pull-request.yml', 'Security\n    needs: build-and-test\n', 'Security\n'],
          fails: 'npm run lint',
        },
        { undone: afterLint, failed: ['build-and-test', 'passed'] },
      ],
      [
        'an input of an action by another name',
        rollback,
        { planted: ['.github/actions/aws-login/action.yml', 'role-to-assume:', 'role:'] },
        {
          undone: [expect.stringContaining('role-to-assume=')],
          added: [expect.stringContaining(' role=arn:')],
        },
      ],
      [
        'a variable that the script does not read: all services go back instead of one',
        rollback,
        { planted: ['.github/workflows/deploy.yml', 'SERVICE: ${{', 'NAME: ${{'] },
        {
          undone: [expect.stringContaining('rollback production one-service --to')],
          added: [expect.stringContaining('rollback production --to')],
        },
      ],
      [
        'a shell that forgets a failure in a pipe: the next stack is planned',
        terraformApply,
        {
          planted: [
            '.github/workflows/terraform-apply.yml',
            '        shell: bash # ends at the first command that fails, also in a pipe\n',
            '',
          ],
          fails: 'keep-plan dev/network',
        },
        { undone: ['apply-dev-network'] },
      ],
    ),
  )('%s', async ([, pipeline, changed, outcome], { run }) => {
    expectOutcome(pipeline, await run({ ...pipeline, ...changed }), outcome);
  });
});
