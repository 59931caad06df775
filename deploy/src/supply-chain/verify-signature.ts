import { FairwayError } from '@fairway/errors';
import type { Run } from '@fairway/programs';
import { runCosign } from './cosign.js';
import type { Provenance } from './provenance.js';

/** Whose signatures count: those by a key, or those of the workflow that builds main in a repository of GitHub. */
export type Trust =
  | {
      /** The path of its public half. */
      readonly publicKey: string;
    }
  | {
      /** `ORG/NAME` */
      readonly repository: string;
    };

interface SignedImage {
  /** `<registry>/<repository>@sha256:...` */
  readonly image: string;
  /** The commit that it must have been built from. */
  readonly commit: string;
}

/**
 * Passes when the image, and provenance that names the commit, have been signed by whom we trust.
 * @throws FairwayError failed when it is unsigned, signed by others, or built from another commit; or when nobody could say
 */
export async function verifySignature({ image, commit }: SignedImage, trust: Trust, run: Run): Promise<void> {
  if (!/@sha256:[0-9a-f]{64}$/.test(image))
    throw new FairwayError('usage', `${image} does not name an image by its digest.`, {
      cause: 'A tag may mean another image after the check.',
      hint: 'Name it as <registry>/<repository>@sha256:<digest>.',
    });
  const verified = async (...args: readonly string[]) => {
    const { exitCode, stdout, lastLine } = await runCosign([...args, ...signedBy(trust, commit), image], run);
    if (exitCode !== 0) throw refused(image, lastLine.replace(/^error: /, ''), trust);
    return stdout;
  };
  await verified('verify');
  const commits = (await verified('verify-attestation', '--type', 'slsaprovenance1'))
    .trim()
    .split('\n')
    .flatMap(commitsIn);
  if (!commits.includes(commit))
    throw refused(image, `It was built from ${[...new Set(commits)].join(', ')}, not from ${commit}.`, trust);
}

function signedBy(trust: Trust, commit: string): readonly string[] {
  // The public log of signatures has an entry for each certificate, and none for our key.
  if ('publicKey' in trust) return ['--key', trust.publicKey, '--insecure-ignore-tlog=true'];
  return [
    `--certificate-identity=https://github.com/${trust.repository}/.github/workflows/build.yml@refs/heads/main`,
    '--certificate-oidc-issuer=https://token.actions.githubusercontent.com',
    // GitHub says so in the token, whatever the job writes into the provenance.
    `--certificate-github-workflow-sha=${commit}`,
  ];
}

/** @param envelope a line of cosign: a statement of in-toto in a DSSE envelope */
function commitsIn(envelope: string): string[] {
  const { payload } = JSON.parse(envelope) as { payload: string };
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString()) as { predicate: Provenance };
  return predicate.buildDefinition.resolvedDependencies.map(({ digest }) => digest.gitCommit);
}

function refused(image: string, cause: string, trust: Trust): FairwayError {
  const signer = 'publicKey' in trust ? `the key of ${trust.publicKey}` : `build.yml on main of ${trust.repository}`;
  return new FairwayError('failed', `The image ${image} is not trusted.`, {
    cause,
    hint: `Use an image that ${signer} has signed for this commit; \`cosign tree ${image}\` lists what it has.`,
  });
}
