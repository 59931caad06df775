import type { EnvironmentName } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import type { HandOver } from '../hand-over/hand-over.js';
import { Kubectl } from './kubectl.js';
import type { Target } from './port-forward.js';
import { localSecrets } from './local-secrets.js';
import { buildOverlay, type ImageReferences, imagesIn, prepareOverlay } from './overlay.js';
import { prune } from './prune.js';
import { type Resource, stagesOf } from './resources.js';
import { type Site, waitFor } from './rollout.js';
import { syncSecrets } from './sync-secrets.js';

export interface DeployOptions {
  readonly root: string;
  /** Whose overlay. */
  readonly environment: EnvironmentName;
  /** By default, the name of the environment. */
  readonly namespace?: string | undefined;
  readonly target: Target;
  /** Of Terraform, for an environment on AWS. */
  readonly handOver?: HandOver | undefined;
  /** Where an image of the manifests is, by its name there: `<registry>/<repository>@sha256:...` */
  readonly resolveImage: (name: string) => Promise<string>;
  readonly env: NodeJS.ProcessEnv;
  readonly stopping: AbortSignal;
  progress(line: string): void;
}

export interface Deployed {
  readonly images: Readonly<Record<string, string>>;
  readonly applied: number;
  readonly pruned: readonly string[];
}

/**
 * Brings the cluster to what the manifests of an environment say, and waits until it is there. A failure leaves the
 * services as they were: their Deployments change last, and Kubernetes keeps old pods until new ones are ready.
 * @throws FairwayError which pod failed, why, and its last log lines
 */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { environment, target, env, stopping, progress } = options;
  const kubectl = new Kubectl(target, env, stopping);
  const site: Site = { kubectl, namespace: options.namespace ?? environment, progress };

  const overlay = prepareOverlay(options);
  const images = await resolved(imagesIn(await buildOverlay(overlay, kubectl)), options);
  const resources = await buildOverlay(overlay, kubectl, images);
  const { administration, foundation, preparation, migrations, services } = stagesOf(resources);

  await administer(administration, site);
  progress('settings and policies');
  const secrets = environment === 'local' ? await localSecrets(kubectl, site.namespace) : [];
  await kubectl.apply([...secrets, ...foundation]);
  await waitFor(
    foundation.filter(({ kind }) => kind === 'StatefulSet'),
    site,
  );
  await runJobs('databases and topics', preparation, site);
  await syncSecrets(resources, site);
  await runJobs('migrations', migrations, site);
  progress('services');
  await kubectl.apply(services);
  await waitFor(
    services.filter(({ kind }) => kind === 'Deployment'),
    site,
  );
  return { images: Object.fromEntries(images), applied: resources.length, pruned: await prune(resources, site) };
}

/** The manifests of an environment, with the names of images instead of digests. */
export async function readManifests({
  target,
  env,
  stopping,
  ...options
}: Omit<DeployOptions, 'resolveImage' | 'progress'>): Promise<Resource[]> {
  return await buildOverlay(prepareOverlay(options), new Kubectl(target, env, stopping));
}

async function resolved(names: readonly string[], { resolveImage }: DeployOptions): Promise<ImageReferences> {
  return new Map(await Promise.all(names.map(async (name) => [name, await resolveImage(name)] as const)));
}

/** Of a pipeline, which may not grant itself permissions, an administrator has applied these before. */
async function administer(resources: readonly Resource[], { kubectl, namespace, progress }: Site): Promise<void> {
  if (await kubectl.may('patch', 'rolebindings.rbac.authorization.k8s.io', namespace)) {
    progress('namespace, its limits, and who may deploy');
    // The first apply makes the namespace for the others.
    await kubectl.apply(resources.filter(({ kind }) => kind === 'Namespace'));
    await kubectl.apply(resources.filter(({ kind }) => kind !== 'Namespace'));
    return;
  }
  progress('the namespace and its limits stay as an administrator applied them');
  if (!(await kubectl.may('patch', 'deployments.apps', namespace)))
    throw new FairwayError('prerequisite_missing', `You may not deploy to the namespace ${namespace}.`, {
      cause: 'The Role "deployer" does not exist there yet, or it is not granted to you.',
      hint: 'An administrator of the cluster deploys the first time, and after each change of the namespace, its limits or its Role.',
    });
}

/** A Job runs once and cannot change, so that of the deployment before is deleted. */
async function runJobs(what: string, jobs: readonly Resource[], site: Site): Promise<void> {
  if (jobs.length === 0) return;
  site.progress(what);
  const names = jobs.map(({ metadata }) => metadata.name);
  await site.kubectl.run(['delete', 'jobs', ...names, '--namespace', site.namespace, '--ignore-not-found']);
  await site.kubectl.apply(jobs);
  await waitFor(jobs, site);
}
