import type { Revision } from '../image/revision.js';

/** The predicate of https://slsa.dev/spec/v1.1/provenance, as far as it is written and read here. */
export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: object;
    readonly resolvedDependencies: readonly { readonly uri: string; readonly digest: { readonly gitCommit: string } }[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string };
    readonly metadata?: { readonly invocationId: string };
  };
}

/**
 * What built an image, from what, and in which run.
 * @param env of a job of GitHub, which says what runs: https://actions.github.io/buildtypes/workflow/v1
 */
export function provenanceOf(
  { commit, source }: Pick<Revision, 'commit' | 'source'>,
  env: NodeJS.ProcessEnv,
): Provenance {
  const from = (ref: string) => [{ uri: `git+${source}${ref}`, digest: { gitCommit: commit } }];
  const {
    GITHUB_ACTIONS,
    GITHUB_SERVER_URL = '',
    GITHUB_REPOSITORY = '',
    GITHUB_REF = '',
    GITHUB_WORKFLOW_REF = '',
  } = env;
  if (GITHUB_ACTIONS !== 'true')
    return {
      buildDefinition: {
        buildType: `${source}/tree/main/deploy/images`,
        externalParameters: {},
        resolvedDependencies: from(''),
      },
      runDetails: { builder: { id: `${source}/tree/main/deploy/images#on-a-machine-of-a-developer` } },
    };
  // `ORG/NAME/.github/workflows/build.yml@refs/heads/main`
  const path = GITHUB_WORKFLOW_REF.slice(GITHUB_REPOSITORY.length + 1).split('@')[0];
  const repository = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref: GITHUB_REF, repository, path } },
      resolvedDependencies: from(`@${GITHUB_REF}`),
    },
    runDetails: {
      builder: { id: `https://github.com/actions/runner/${env['RUNNER_ENVIRONMENT'] ?? 'self-hosted'}` },
      metadata: {
        invocationId: `${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? ''}`,
      },
    },
  };
}
