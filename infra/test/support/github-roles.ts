import { decide } from '../../src/access/decide.js';
import { githubContext, githubPrincipal } from '../../src/access/github-token.js';
import { rolesOf } from '../../src/access/roles.js';
import { settings } from './settings.js';
import type { StackRuns } from './stack-runs.js';

/** A job of a workflow. The end of its token's subject follows from its environment, and from its ref without one. */
interface GithubJob {
  /** `deploy.yml` */
  readonly file: string;
  readonly ref: string;
  readonly environment?: string | undefined;
}

const subjectOf = ({ ref, environment }: GithubJob) =>
  environment === undefined
    ? ref.startsWith('refs/pull/')
      ? 'pull_request'
      : `ref:${ref}`
    : `environment:${environment}`;

/** The roles that a job can take, without the name of the project: the trust policies decide, as applied. */
export function rolesFor(runs: StackRuns, job: GithubJob): string[] {
  const { values } = runs.state('shared', 'global');
  if (values === undefined) throw new Error('shared/global is empty.');
  const { project, accountId, githubOwnerId: ownerId, githubRepositoryId: id } = settings;
  const [owner = '', name = ''] = settings.repository.split('/');
  const context = githubContext({
    repository: { owner, ownerId, name, id },
    form: 'immutable',
    subject: subjectOf(job),
    workflow: `${job.file}@${job.ref}`,
  });
  const asked = { action: 'sts:AssumeRoleWithWebIdentity', principal: githubPrincipal(accountId), context };
  return rolesOf(values)
    .filter(({ trust }) => decide({ policies: [trust], ...asked }) === 'allowed')
    .map((role) => role.name.replace(`${project}-`, ''));
}
