import type { Context } from './conditions.js';

/** The claims of a GitHub job's token. Source: GitHub docs, "OpenID Connect reference". */
export interface GithubToken {
  readonly repository: { readonly owner: string; readonly ownerId: string; readonly name: string; readonly id: string };
  /** The end of the subject: `pull_request`, `ref:refs/heads/main`, `environment:dev`. */
  readonly subject: string;
  /** The job's workflow file and its ref, such as `deploy.yml@refs/heads/main`. */
  readonly workflow: string;
  /** The subject of repositories created since 2026-07-15 contains their numbers; older ones contain names only. */
  /** The ref of the run, if the workflow file is of another one: a reusable workflow that was called with its ref. */
  readonly ref?: string;
  readonly form: 'legacy' | 'immutable';
  readonly audience?: string;
  /** The repository whose workflow file the job runs, if it is another one. */
  readonly workflowRepository?: string;
}

const issuer = 'token.actions.githubusercontent.com';

/** The condition keys that AWS STS derives from a token. */
export function githubContext({
  repository,
  subject,
  workflow,
  ref = workflow.slice(workflow.indexOf('@') + 1),
  form,
  audience = 'sts.amazonaws.com',
  workflowRepository,
}: GithubToken): Context {
  const { owner, ownerId, name, id } = repository;
  const subjectRepository = form === 'legacy' ? `${owner}/${name}` : `${owner}@${ownerId}/${name}@${id}`;
  return {
    [`${issuer}:aud`]: audience,
    [`${issuer}:sub`]: `repo:${subjectRepository}:${subject}`,
    [`${issuer}:repository`]: `${owner}/${name}`,
    [`${issuer}:repository_id`]: id,
    [`${issuer}:ref`]: ref,
    [`${issuer}:job_workflow_ref`]: `${workflowRepository ?? `${owner}/${name}`}/.github/workflows/${workflow}`,
  };
}

/** GitHub as the federated principal of a token. */
export const githubPrincipal = (accountId: string) => ({
  kind: 'Federated' as const,
  id: `arn:aws:iam::${accountId}:oidc-provider/${issuer}`,
});
