import {
  deploy,
  type Destination,
  Kubectl,
  Monitoring,
  readManifests,
  releaseRules,
  type ReleasedEnvironment,
  type Resource,
  verifySignature,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Context } from '../command-line/context.js';
import type { SmokeOutcome } from '../public-api/smoke-run.js';
import { awsPlace, localPlace } from './places.js';

/** A destination, and what a new release to it is made of. */
export interface Opened extends Destination {
  /** The manifests in a folder. */
  manifests(root: string): Promise<Resource[]>;
  /** @returns `sha256:...` @throws FairwayError not_found when the registry has no such image */
  digestOf(name: string, commit: string): Promise<string>;
}

/** Which clusters are meant: those on AWS, or namespaces of the local one. */
export async function openDestination(
  environment: ReleasedEnvironment,
  local: boolean,
  context: Context,
): Promise<Opened> {
  const place = local ? localPlace(environment, context) : await awsPlace(environment, context);
  const { env, progress, stopping } = context;
  const { environment: overlay, target, handOver } = place;
  const common = { environment: overlay, namespace: local ? environment : undefined, target, handOver, env };
  // A release that is interrupted still gives its lock back.
  const kubectl = new Kubectl(target, env, new AbortController().signal);
  const referenceOf = (name: string, digest: string) => `${place.repository(name)}@${digest}`;
  return {
    environment,
    namespace: environment,
    rules: releaseRules[environment],
    kubectl,
    monitoring: new Monitoring(kubectl, place.monitoring),
    manifests: (root) => readManifests({ ...common, root, stopping }),
    digestOf: async (name, commit) => (await place.resolve(name, commit)).split('@')[1] ?? '',
    deploy: (root, digests, untilStopped) =>
      deploy({
        ...common,
        root,
        stopping: untilStopped,
        progress,
        resolveImage: async (name) => await Promise.resolve(referenceOf(name, required(digests, name))),
      }),
    smoke: async (untilStopped) => requireSmoke(await place.smoke({ ...context, stopping: untilStopped })),
    verify: (name, { digest, commit }) =>
      verifySignature({ image: referenceOf(name, digest), commit }, place.trust, context),
    tag: place.tag,
  };
}

function required(digests: ReadonlyMap<string, string>, name: string): string {
  const digest = digests.get(name);
  if (digest !== undefined) return digest;
  throw new FairwayError('not_found', `The release has no image ${name}, and the manifests of its commit need it.`, {
    hint: 'Release a commit whose environments need the same images. No service was changed.',
  });
}

/** @throws FairwayError at which step the test failed */
function requireSmoke({ ok, steps }: SmokeOutcome): void {
  if (ok) return;
  const failing = steps.at(-1);
  throw new FairwayError('failed', `The smoke test failed at "${failing?.name ?? ''}".`, {
    cause: failing?.detail,
    hint: 'Look at the logs of the service that it names.',
  });
}
