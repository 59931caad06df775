import { describe, expect } from 'vitest';
import { rolesFor } from '../../../infra/test/support/github-roles.js';
import { it, type StackRuns } from '../../../infra/test/support/stack-runs.js';
import { changed } from './pipeline-steps.js';
import { fileAt, files, type Job, jobsOf, type WorkflowFile } from './workflow-files.js';

const main = 'refs/heads/main';
const refs = ['refs/pull/7/merge', main, 'refs/heads/feature', 'refs/tags/v1.2.3', 'refs/tags/try'] as const;
type Ref = (typeof refs)[number];

const fileName = ({ path }: WorkflowFile) => path.replace('.github/workflows/', '');
const workflows = files.filter(({ content }) => content.jobs !== undefined);
const nameOf = ({ environment }: Job) => (typeof environment === 'object' ? environment.name : environment);

it('a job gets a role only by its workflow file, its ref and its environment together', ({ runs }) => {
  const trusted = ['build.yml', 'deploy.yml', 'terraform-apply.yml', 'terraform-drift.yml', 'terraform-plan.yml'];
  const names = [...new Set([...trusted, ...workflows.map(fileName), 'some-other.yml'])];
  const environments = [undefined, 'dev', 'production', 'infra-dev', 'infra-production', 'staging'];
  const reach = names.flatMap((file) =>
    refs.flatMap((ref) =>
      environments.flatMap((environment) =>
        rolesFor(runs, { file, ref, environment }).map((role) => `${file} ${ref} ${environment ?? '-'}: ${role}`),
      ),
    ),
  );
  expect(reach.toSorted()).toEqual([
    'build.yml refs/heads/main -: build',
    'deploy.yml refs/heads/main dev: deploy-dev',
    'deploy.yml refs/heads/main production: deploy-production',
    'deploy.yml refs/tags/v1.2.3 production: deploy-production',
    'terraform-apply.yml refs/heads/main -: plan-main',
    'terraform-apply.yml refs/heads/main infra-dev: apply-dev',
    'terraform-apply.yml refs/heads/main infra-production: apply-production',
    'terraform-drift.yml refs/heads/main -: plan-main',
    'terraform-plan.yml refs/pull/7/merge -: plan',
  ]);
});

/** The refs on which a workflow runs as it is meant to. */
function refsOf({ content: { on = {} } }: WorkflowFile): Ref[] {
  const triggers = Object.keys(on);
  const tags = (on as { push?: { tags?: string[] } | null }).push?.tags !== undefined;
  return [
    ...(triggers.includes('pull_request') ? ['refs/pull/7/merge' as const] : []),
    ...(tags ? ['refs/tags/v1.2.3' as const] : []),
    ...(triggers.some((trigger) => ['push', 'schedule', 'workflow_dispatch', 'workflow_call'].includes(trigger))
      ? [main as Ref]
      : []),
  ];
}

/** Roles that jobs of a file ask for and could not get on any of its refs. */
const refused = (runs: StackRuns, file: WorkflowFile) =>
  jobsOf(file).flatMap(([id, job]) =>
    // An expression of a job that runs for several environments stands for each of them.
    ['dev', 'production'].flatMap((other) => {
      const filled = (text: string) =>
        text.replaceAll(/\$\{\{ *([\w.]+) *\}\}/g, (_, path: string) => job.env?.[path.replace('env.', '')] ?? other);
      const environment = nameOf(job);
      return (job.steps ?? [])
        .filter(({ uses }) => uses === './.github/actions/aws-login')
        .map((step) => filled(String(step.with?.['role'])))
        .filter((role) => {
          const token = {
            file: fileName(file),
            environment: environment === undefined ? undefined : filled(environment),
          };
          return !refsOf(file).some((ref) => rolesFor(runs, { ...token, ref }).includes(role));
        })
        .map((role) => `${id}: ${role}`);
    }),
  );

describe('every role that a workflow asks for is one that it gets', () => {
  it.for(workflows.map((file) => [file.path, file] as const))('%s', ([, file], { runs }) => {
    expect(refused(runs, file)).toEqual([]);
  });

  it('and a mistake is found', ({ runs }) => {
    const apply = fileAt('.github/workflows/terraform-apply.yml');
    const plan = fileAt('.github/workflows/terraform-plan.yml');
    const found = (file: WorkflowFile) => [...new Set(refused(runs, file))];
    expect(found({ ...plan, path: '.github/workflows/plan.yml' })).toEqual(['plan: plan']);
    expect(found(changed(plan, 'role: plan\n', 'role: plan-main\n'))).toEqual(['plan: plan-main']);
    expect(found(changed(plan, 'pull_request:', 'push:'))).toEqual(['plan: plan']);
    expect(found(changed(apply, 'environment: infra-dev', 'environment: dev'))).toEqual([
      'apply-dev-network: apply-dev',
    ]);
    expect(found(changed(apply, 'environment: infra-production\n', '\n'))).toEqual([
      'apply-production-network: apply-production',
    ]);
  });
});
