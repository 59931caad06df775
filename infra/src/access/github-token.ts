import type { Context } from './conditions.js';

/** What GitHub writes into the token of a job. Source: GitHub docs, "OpenID Connect reference". */
export interface GithubToken {
  readonly repository: { readonly owner: string; readonly ownerId: string; readonly name: string; readonly id: string };
  /** End of the subject: `pull_request`, `ref:refs/heads/main`, `environment:dev`. */
  readonly subject: string;
  /** Workflow file of the job and where it was taken from, such as `deploy.yml@refs/heads/main`. */
  readonly workflow: string;
  /** Repositories created since 2026-07-15 carry their numbers in the subject, older ones names alone. */
  readonly form: 'legacy' | 'immutable';
  readonly audience?: string;
  /** Repository whose workflow file the job runs, when it is another one. */
  readonly workflowRepository?: string;
}

const issuer = 'token.actions.githubusercontent.com';

/** The condition keys that AWS STS makes of a token. */
export function githubContext({
  repository,
  subject,
  workflow,
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
    [`${issuer}:job_workflow_ref`]: `${workflowRepository ?? `${owner}/${name}`}/.github/workflows/${workflow}`,
  };
}

/** GitHub, as the party that vouches for a token. */
export const githubPrincipal = (accountId: string) => ({
  kind: 'Federated' as const,
  id: `arn:aws:iam::${accountId}:oidc-provider/${issuer}`,
});
