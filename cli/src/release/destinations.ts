import {
  deploy,
  type DeployOptions,
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
  type Trust,
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

/** What differs between AWS and the local cluster. */
interface Place extends Pick<DeployOptions, 'environment' | 'target' | 'handOver'> {
  readonly monitoring?: Parameters<typeof localMonitoring>[0];
  readonly trust: Trust;
  /** `<registry>/<repository>` */
  repository(name: string): string;
  /** `<registry>/<repository>@sha256:...` */
  resolve(name: string, tag: string): Promise<string>;
  smoke(context: Context): Promise<SmokeOutcome>;
  readonly tag: Destination['tag'];
}

/** Which clusters are meant: those on AWS, or namespaces of the local one. */
export async function openDestination(
  environment: ReleasedEnvironment,
  local: boolean,
  context: Context,
): Promise<Opened> {
  const place = local ? localPlace(environment, context) : await awsPlace(environment, context);
  const { env, progress, stopping } = context;
  const { environment: overlay, target, handOver, monitoring } = place;
  const common = { environment: overlay, namespace: local ? environment : undefined, target, handOver, env };
  // A release that is interrupted still gives its lock back.
  const kubectl = new Kubectl(target, env, new AbortController().signal);
  const referenceOf = (name: string, digest: string) => `${place.repository(name)}@${digest}`;
  return {
    environment,
    namespace: environment,
    rules: releaseRules[environment],
    kubectl,
    monitoring: new Monitoring(kubectl, ...(monitoring === undefined ? [] : [localMonitoring(monitoring)])),
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

/** A namespace of the local cluster, with the manifests of the environment `local`. */
function localPlace(environment: ReleasedEnvironment, { root }: Context): Place {
  const cluster = requireCluster(root);
  const { registry } = cluster;
  return {
    environment: 'local',
    target: cluster,
    monitoring: environment,
    trust: localTrust(root),
    repository: (name) => `${registry}/${repositoryOf(name)}`,
    resolve: (name, tag) => resolveDigest(registry, repositoryOf(name), tag),
    smoke: (context) => smokeIn(cluster, environment, context),
    tag: async (version, images) => {
      for (const [name, { digest }] of Object.entries(images))
        await tagDigest(registry, repositoryOf(name), digest, version);
    },
  };
}

/** @throws FairwayError prerequisite_missing when the account or the cluster that is logged in is another one */
async function awsPlace(environment: ReleasedEnvironment, { root, ...context }: Context): Promise<Place> {
  const programs = programsOf({ root, ...context });
  const { target, handOver, images } = await openAwsEnvironment(root, environment, programs);
  const door = `https://${String(handOver.cluster['hostname'])}`;
  return {
    environment,
    target,
    handOver,
    trust: { repository: revisionOf(root).repository },
    repository: (name) => `${handOver.images.registry}${name}`,
    resolve: (name, tag) => images.resolveDigest(name, tag),
    smoke: (untilStopped) => smokeThrough(door, environment, untilStopped),
    tag: (version, released) => images.tag(version, released),
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
