import { stacksOf } from '@fairway/infra';
import { describe, expect, it } from 'vitest';
import { settings } from '../../../infra/test/support/settings.js';
import { changed, does, outOfOrder } from './pipeline-steps.js';
import { doneBy, fileAt, files, type Job, jobsOf, needsOf, type WorkflowFile } from './workflow-files.js';

const plan = fileAt('.github/workflows/terraform-plan.yml');
const apply = fileAt('.github/workflows/terraform-apply.yml');
const drift = fileAt('.github/workflows/terraform-drift.yml');
const planAction = fileAt('./.github/actions/terraform-plan');

const jobOf = ({ content }: WorkflowFile, id: string): Job => content.jobs?.[id] ?? {};
const terraform = (verb: string) => new RegExp(String.raw`^terraform (-chdir=\S+ )?${verb}\b`);

describe('the pipeline of Terraform', () => {
  // The specification's "Terraform Pipeline (Infrastructure)", steps 1 to 4.
  const order = ['fmt -check', 'init', 'validate', 'plan'].map(terraform);

  it.each([
    ['a pull request', plan, 'plan'],
    ['main', apply, 'plan-dev-network'],
    ['every night', drift, 'drift'],
  ])('%s checks the format, initialises, validates and plans, in this order', (_, file, id) => {
    expect(outOfOrder(doneBy(jobOf(file, id)), order)).toBeUndefined();
  });

  it('would not pass without one of these steps, or in another order', () => {
    const planted = (right: string, wrong: string) =>
      outOfOrder(doneBy(jobOf(plan, 'plan'), [changed(planAction, right, wrong), ...files]), order);
    expect(planted('terraform fmt -check', 'terraform fmt')).toContain('fmt -check');
    expect(planted('uses: ./.github/actions/terraform-init', 'run: echo')).toContain('init');
    expect(planted('" validate', '" version')).toContain('validate');
    expect(planted('" plan -lock', '" refresh -lock')).toContain('plan');
  });

  // Step 5.
  it('comments on the pull request, in a job without a role of AWS', () => {
    const mayWrite = ({ permissions }: Job) => (permissions as Record<string, string>)['pull-requests'] === 'write';
    const mistakes = (file: WorkflowFile) =>
      jobsOf(file).flatMap(([id, job]) => {
        const logsIn = doneBy(job).some(({ uses = '' }) => uses.includes('configure-aws-credentials@'));
        const comments = doneBy(job).some((step) => /^\.\/fairway infra comment .*--pull-request/.test(does(step)));
        return [
          ...(comments === mayWrite(job) ? [] : [`${id} comments without the right, or has it for nothing`]),
          ...(comments && logsIn ? [`${id} has a role of AWS`] : []),
        ];
      });
    expect(mistakes(plan)).toEqual([]);
    expect(doneBy(jobOf(plan, 'comment')).map(does)).toContainEqual(expect.stringContaining('infra comment'));
    expect(needsOf(jobOf(plan, 'comment'))).toEqual(['stacks', 'plan']);
    const withRole = changed(
      plan,
      '      - name: Comment on plans',
      '      - uses: ./.github/actions/aws-login\n      - name: Comment on plans',
    );
    expect(mistakes(withRole)).toEqual(['comment has a role of AWS']);
    expect(mistakes(changed(plan, 'pull-requests: write', 'pull-requests: none'))).toHaveLength(1);
  });

  it('keeps plans in AWS: what a workflow uploads to GitHub is the summary only', () => {
    const uploads = files.flatMap((file) =>
      jobsOf(file).flatMap(([, job]) =>
        doneBy(job)
          .filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact@'))
          .map((step) => String(step.with?.['path'])),
      ),
    );
    expect(uploads.filter((path) => path.includes('plan.out'))).toEqual([]);
    expect(uploads).toContain('${{ runner.temp }}/${{ matrix.environment }}-${{ matrix.stack }}.json');
  });

  it('starts for every file that the command knows', () => {
    const paths = (file: WorkflowFile, trigger: string) =>
      (file.content.on as Record<string, { paths?: string[] } | null>)[trigger]?.paths;
    const known = ['infra/terraform/**', '.github/workflows/terraform-*.yml', '.github/actions/**'];
    expect(paths(plan, 'pull_request')).toEqual(known);
    expect(paths(apply, 'push')).toEqual(known);
  });
});

// Step 6.
describe('the apply', () => {
  const stacks = (['dev', 'production'] as const).flatMap((environment) =>
    stacksOf[environment].map((stack) => ({ environment, stack, id: `${environment}-${stack}` })),
  );

  /** What is wrong with the jobs of each stack. */
  const mistakesIn = (file: WorkflowFile) =>
    stacks.flatMap(({ environment, stack, id }, index) => {
      const [planning, applying] = [jobOf(file, `plan-${id}`), jobOf(file, `apply-${id}`)];
      const before = stacks[index - 1];
      const unmet = {
        'waits for the stack before': needsOf(planning).join() === (before === undefined ? '' : `apply-${before.id}`),
        'applies its own plan': needsOf(applying).join() === `plan-${id}`,
        'needs the approval of its environment': applying.environment === `infra-${environment}`,
        'plans without approval': planning.environment === undefined,
        'applies only after success': /!failure\(\) && !cancelled\(\)/.test(applying.if ?? ''),
        'applies only what would change something': applying.if?.includes(
          `needs.plan-${id}.outputs.applyable == 'true'`,
        ),
        'takes the checksum from the run': applying.env?.['SHA256'] === `\${{ needs.plan-${id}.outputs.sha256 }}`,
        'plans its stack': planning.env?.['ENVIRONMENT'] === environment && planning.env['STACK'] === stack,
        'applies its stack': applying.env?.['ENVIRONMENT'] === environment && applying.env['STACK'] === stack,
        'fetches, then applies':
          outOfOrder(doneBy(applying), [terraform('init'), /^\.\/fairway infra fetch-plan /, terraform('apply')]) ===
          undefined,
        'applies the plan, with its lock': doneBy(applying).every(
          (step) => !terraform('apply').test(does(step)) || does(step).endsWith(' apply -input=false plan.out'),
        ),
      };
      return Object.entries(unmet).flatMap(([rule, met]) => (met === true ? [] : [`${id}: ${rule}`]));
    });

  it('takes the stacks in order, each as it was approved', () => {
    expect(mistakesIn(apply)).toEqual([]);
    expect(jobsOf(apply)).toHaveLength(2 * stacks.length);
  });

  it.each([
    ['another order', 'needs: apply-dev-network', 'needs: plan-dev-network', 'dev-data: waits for the stack before'],
    [
      'no approval',
      'environment: infra-production\n',
      '\n',
      'production-network: needs the approval of its environment',
    ],
    ['the approval of dev', 'environment: infra-production', 'environment: infra-dev', 'production-network: needs'],
    [
      'an apply after a failure',
      '!failure() && !cancelled() && needs.plan-dev-network',
      'always() && needs.plan-dev-network',
      'dev-network: applies only after success',
    ],
    [
      'the checksum of another plan',
      'needs.plan-dev-data.outputs.sha256',
      'needs.plan-dev-network.outputs.sha256',
      'dev-data: takes the checksum',
    ],
    ['a new plan', 'apply -input=false plan.out', 'apply -auto-approve', 'dev-network: applies the plan'],
    ['no lock', 'apply -input=false plan.out', 'apply -lock=false plan.out', 'dev-network: applies the plan'],
    ['a plan that nobody checks', './fairway infra fetch-plan', './fairway infra keep-plan', 'dev-network: fetches'],
  ])('would not pass with %s', (_, right, wrong, mistake) => {
    expect(mistakesIn(changed(apply, right, wrong))).toContainEqual(expect.stringContaining(mistake));
  });

  // Another workflow would bring its own code and call it from any branch: the token names the called file.
  it('cannot be called, and is one run at a time that nothing cancels', () => {
    expect(Object.keys(apply.content.on as object).toSorted()).toEqual(['push', 'workflow_dispatch']);
    expect(apply.content.concurrency).toEqual({ group: 'terraform-apply', 'cancel-in-progress': false });
  });
});

it('workflows log in to the account, project and region of Terraform', () => {
  const [login] = fileAt('./.github/actions/aws-login').content.runs?.steps ?? [];
  expect(login?.with).toEqual({
    'role-to-assume': `arn:aws:iam::${settings.accountId}:role/${settings.project}-\${{ inputs.role }}`,
    'allowed-account-ids': settings.accountId,
    'aws-region': settings.region,
    'role-duration-seconds': '${{ inputs.session-seconds }}',
  });
});
