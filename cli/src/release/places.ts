import {
  type DeployOptions,
  type Destination,
  localMonitoring,
  openAwsEnvironment,
  type ReleasedEnvironment,
  repositoryOf,
  requireCluster,
  resolveDigest,
  revisionOf,
  tagDigest,
  type Trust,
} from '@fairway/deploy';
import type { Context } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import { smokeIn, smokeThrough } from '../public-api/smoke-in-cluster.js';
import type { SmokeOutcome } from '../public-api/smoke-run.js';
import { localTrust } from './local-place.js';

/** Where an environment is, and its images: what differs between AWS and the local cluster. */
export interface Place extends Pick<DeployOptions, 'environment' | 'target' | 'handOver'> {
  /** Of the local cluster; on AWS it has the names of the operator. */
  readonly monitoring?: ReturnType<typeof localMonitoring>;
  readonly trust: Trust;
  /** `<registry>/<repository>` */
  repository(name: string): string;
  /** `<registry>/<repository>@sha256:...` @throws FairwayError not_found when the registry has no such image */
  resolve(name: string, tag: string): Promise<string>;
  smoke(context: Context): Promise<SmokeOutcome>;
  readonly tag: Destination['tag'];
}

/** A namespace of the local cluster, with the manifests of the environment `local`. */
export function localPlace(namespace: string, { root }: Context): Place {
  const cluster = requireCluster(root);
  const { registry } = cluster;
  return {
    environment: 'local',
    target: cluster,
    monitoring: localMonitoring(namespace),
    trust: localTrust(root),
    repository: (name) => `${registry}/${repositoryOf(name)}`,
    resolve: (name, tag) => resolveDigest(registry, repositoryOf(name), tag),
    smoke: (context) => smokeIn(cluster, namespace, context),
    tag: async (version, images) => {
      for (const [name, { digest }] of Object.entries(images))
        await tagDigest(registry, repositoryOf(name), digest, version);
    },
  };
}

/** @throws FairwayError prerequisite_missing when the account or the cluster that is logged in is another one */
export async function awsPlace(environment: ReleasedEnvironment, context: Context): Promise<Place> {
  const { root } = context;
  const { target, handOver, images } = await openAwsEnvironment(root, environment, programsOf(context));
  return {
    environment,
    target,
    handOver,
    trust: { repository: revisionOf(root).repository },
    repository: (name) => `${handOver.images.registry}${name}`,
    resolve: (name, tag) => images.resolveDigest(name, tag),
    smoke: (through) => smokeThrough(`https://${String(handOver.cluster['hostname'])}`, environment, through),
    tag: (version, released) => images.tag(version, released),
  };
}
