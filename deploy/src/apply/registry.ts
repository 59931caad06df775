import { FairwayError } from '@fairway/errors';

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/**
 * What a tag means now, in a registry on this machine.
 * @returns `<registry>/<repository>@sha256:...`
 * @throws FairwayError not_found when the registry has no such image
 */
export async function resolveDigest(registry: string, repository: string, tag: string): Promise<string> {
  const url = `http://${registry}/v2/${repository}/manifests/${tag}`;
  const answer = await fetch(url, { method: 'HEAD', headers: { accept: manifestTypes.join(', ') } }).catch(
    (cause: Error) => {
      throw new FairwayError('not_running', `The registry ${registry} does not answer.`, {
        cause: cause.message,
        hint: 'Start the cluster, which has the registry: ./fairway cluster up',
      });
    },
  );
  const digest = answer.headers.get('docker-content-digest');
  if (answer.ok && digest !== null) return `${registry}/${repository}@${digest}`;
  throw new FairwayError('not_found', `The registry ${registry} has no image ${repository}:${tag}.`, {
    cause: `It answered ${answer.status}.`,
    hint: `Build the images of this commit and push them: ./fairway image build`,
  });
}

/** Gives an image another tag, in a registry on this machine. @throws FairwayError when the registry refuses it */
export async function tagDigest(registry: string, repository: string, digest: string, tag: string): Promise<void> {
  const url = (reference: string) => `http://${registry}/v2/${repository}/manifests/${reference}`;
  const manifest = await fetch(url(digest), { headers: { accept: manifestTypes.join(', ') } });
  const answer = await fetch(url(tag), {
    method: 'PUT',
    headers: { 'content-type': manifest.headers.get('content-type') ?? '' },
    body: await manifest.text(),
  });
  if (answer.ok) return;
  throw new FairwayError('failed', `The registry ${registry} did not take the tag ${tag} of ${repository}.`, {
    cause: `It answered ${answer.status}.`,
    hint: 'Nothing was deployed.',
  });
}
