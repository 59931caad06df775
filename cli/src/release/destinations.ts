import {
  deploy,
  type Destination,
  Kubectl,
  localMonitoring,
  Monitoring,
  openAwsEnvironment,
  readManifests,
  releaseRules,
  type ReleasedEnvironment,
  repositoryOf,
  requireCluster,
  type Resource,
  resolveDigest,
  revisionOf,
  tagDigest,
  verifySignature,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Context } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import { smokeIn, smokeThrough } from '../public-api/smoke-in-cluster.js';
import type { SmokeOutcome } from '../public-api/smoke-run.js';
import { localTrust } from './local-place.js';

/** A destination, and what a new release to it is made of. */
export interface Opened extends Destination {
  /** The manifests in a folder. */
  manifests(root: string): Promise<Resource[]>;
  /** @returns `sha256:...` @throws FairwayError not_found when the registry has no such image */
  digestOf(name: string, commit: string): Promise<string>;
}

/** Which clusters are meant: those on AWS, or namespaces of the local one. */
export function openDestination(
  environment: ReleasedEnvironment,
  local: boolean,
  context: Context,
): Promise<Opened> | Opened {
  return local ? localDestination(environment, context) : awsDestination(environment, context);
}

/** A release that is interrupted still gives its lock back. */
const untilTheEnd = new AbortController().signal;

/** A namespace of the local cluster, with the manifests of the environment `local`. */
function localDestination(environment: ReleasedEnvironment, context: Context): Opened {
  const { root, env, progress } = context;
  const cluster = requireCluster(root);
  const { registry } = cluster;
  const kubectl = new Kubectl(cluster, env, untilTheEnd);
  const common = { environment: 'local', namespace: environment, target: cluster, env } as const;
  return {
    environment,
    namespace: environment,
    rules: releaseRules[environment],
    kubectl,
    monitoring: new Monitoring(kubectl, localMonitoring(environment)),
    manifests: (folder) => readManifests({ ...common, root: folder, stopping: context.stopping }),
    digestOf: async (name, commit) => digestIn(await resolveDigest(registry, repositoryOf(name), commit)),
    deploy: (folder, digests, stopping) =>
      deploy({
        ...common,
        root: folder,
        stopping,
        progress,
        resolveImage: async (name) => `${registry}/${repositoryOf(name)}@${required(digests, name)}`,
      }),
    smoke: async (stopping) => requireSmoke(await smokeIn(cluster, environment, { ...context, stopping })),
    verify: (name, { digest, commit }) =>
      verifySignature({ image: `${registry}/${repositoryOf(name)}@${digest}`, commit }, localTrust(root), context),
    tag: async (version, images) => {
      for (const [name, { digest }] of Object.entries(images))
        await tagDigest(registry, repositoryOf(name), digest, version);
    },
  };
}

/** @throws FairwayError prerequisite_missing when the account or the cluster that is logged in is another one */
async function awsDestination(environment: ReleasedEnvironment, context: Context): Promise<Opened> {
  const { root, env, progress } = context;
  const { target, handOver, images } = await openAwsEnvironment(root, environment, programsOf(context));
  const kubectl = new Kubectl(target, env, untilTheEnd);
  const common = { environment, target, handOver, env } as const;
  const { registry } = handOver.images;
  return {
    environment,
    namespace: environment,
    rules: releaseRules[environment],
    kubectl,
    monitoring: new Monitoring(kubectl),
    manifests: (folder) => readManifests({ ...common, root: folder, stopping: context.stopping }),
    digestOf: async (name, commit) => digestIn(await images.resolveDigest(name, commit)),
    deploy: (folder, digests, stopping) =>
      deploy({
        ...common,
        root: folder,
        stopping,
        progress,
        resolveImage: async (name) => `${registry}${name}@${required(digests, name)}`,
      }),
    smoke: async (stopping) =>
      requireSmoke(
        await smokeThrough(`https://${String(handOver.cluster['hostname'])}`, environment, { ...context, stopping }),
      ),
    verify: (name, { digest, commit }) =>
      verifySignature(
        { image: `${registry}${name}@${digest}`, commit },
        { repository: revisionOf(root).repository },
        context,
      ),
    tag: (version, released) => images.tag(version, released),
  };
}

const digestIn = (reference: string) => reference.slice(reference.indexOf('@') + 1);

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
