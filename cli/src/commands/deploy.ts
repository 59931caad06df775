import { containerPorts, type LocalServer, standInNames } from '@fairway/catalog';
import {
  type Cluster,
  deploy as deployTo,
  type Deployed,
  type DeployOptions,
  Kubectl,
  openAwsEnvironment,
  PortForward,
  readSecret,
  repositoryOf,
  requireCluster,
  resolveDigest,
  revisionOf,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { programsOf } from '../command-line/programs.js';
import { httpJson } from '../http-json.js';
import { adminEmail } from '../instance/secrets.js';
import { ClusterPlatform } from '../public-api/cluster-platform.js';
import { runSmokeTest, type SmokeOutcome } from '../public-api/smoke-run.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { smokeLine } from './smoke.js';

/** Environments that can be deployed to. */
export const deployable = ['local', 'dev', 'production'] as const;
export type Deployable = (typeof deployable)[number];

export interface DeployResult extends Deployed {
  readonly environment: Deployable;
  readonly commit: string;
  readonly smoke: SmokeOutcome;
}

/** Puts the images of the current commit into the cluster, and sends one entity through its public door. */
export const deploy: Command<{ env: Deployable }, DeployResult> = {
  async run({ env: environment }, context) {
    const { root, env, stopping, progress } = context;
    requireSoundCatalog(root);
    const { tag } = revisionOf(root);
    const { smoke, ...place } =
      environment === 'local' ? localPlace(tag, context) : await awsPlace(environment, tag, context);
    const deployed = await deployTo({
      root,
      environment,
      ...place,
      env,
      stopping,
      progress,
    });
    progress('smoke test');
    return { environment, commit: tag, ...deployed, smoke: await smoke() };
  },

  exitCode: ({ smoke }) => (smoke.ok ? exitCodes.ok : exitCodes.failed),

  render({ environment, commit, applied, pruned, smoke }, style) {
    const deleted = pruned.length === 0 ? '' : `, deleted ${pruned.join(', ')}`;
    const done = `${style.green('✓')} ${environment} runs commit ${commit.slice(0, 12)}: applied ${applied} resources${deleted}`;
    const failing = smoke.steps.at(-1);
    return smoke.ok
      ? `${done}\n${style.green('✓')} the smoke test passed`
      : `${done}\n${style.red('✗')} the smoke test failed at "${failing?.name}": ${failing?.detail}\nnext: kubectl logs --namespace ${environment} --selector app.kubernetes.io/part-of=fairway --tail 50`;
  },
};

/** Where an environment is, and its images of a commit. */
interface Place extends Pick<DeployOptions, 'target' | 'handOver' | 'resolveImage'> {
  smoke(): Promise<SmokeOutcome>;
}

function localPlace(tag: string, context: Context): Place {
  const cluster = requireCluster(context.root);
  return {
    target: cluster,
    resolveImage: (name) => resolveDigest(cluster.registry, repositoryOf(name), tag),
    smoke: () => smokeIn(cluster, 'local', context),
  };
}

async function awsPlace(environment: Exclude<Deployable, 'local'>, tag: string, context: Context): Promise<Place> {
  if (tag.endsWith('-dirty'))
    throw new FairwayError('usage', `Files differ from the last commit, and ${environment} runs commits only.`, {
      hint: 'Commit them, and build the images of that commit.',
    });
  const { resolveDigest: resolve, ...place } = await openAwsEnvironment(context.root, environment, programsOf(context));
  return {
    ...place,
    resolveImage: (name) => resolve(name, tag),
    smoke: () => smokeThrough(`https://${String(place.handOver.cluster['hostname'])}`, environment, context),
  };
}

/**
 * Through the load balancer. Without what the domain adds: its entities would reach the real servers of others, and a
 * pipeline may not read the administrator's password.
 */
async function smokeThrough(
  door: string,
  namespace: string,
  { progress, style, stopping }: Context,
): Promise<SmokeOutcome> {
  await untilItAnswers(door, namespace, stopping);
  return await runSmokeTest(new ClusterPlatform(door, new Map()), {
    onStep: (step) => progress(smokeLine(step, style)),
  });
}

// After the first deployment, AWS starts the load balancer, and ExternalDNS adds its name.
const doorOpensWithinMs = 600_000;
const pauseMs = 2_000;

async function untilItAnswers(door: string, namespace: string, stopping: AbortSignal): Promise<void> {
  const endsAtMs = performance.now() + doorOpensWithinMs;
  for (;;) {
    try {
      await httpJson(door, { timeoutMs: 10_000 });
      return;
    } catch (error) {
      if (performance.now() > endsAtMs)
        throw new FairwayError('timed_out', `${door} does not answer.`, {
          cause: (error as Error).message,
          hint: `See what the load balancer waits for: kubectl describe ingress api-gateway --namespace ${namespace}`,
        });
    }
    await pause(pauseMs, undefined, { signal: stopping });
  }
}

async function smokeIn(
  cluster: Cluster,
  namespace: string,
  { env, stopping, progress, style }: Context,
): Promise<SmokeOutcome> {
  const { http: port } = containerPorts;
  using doors = new DisposableStack();
  const open = async (service: string) =>
    doors.use(await PortForward.open(cluster, { namespace, service, port }, env)).url;
  const gateway = await open('api-gateway');
  const standIns = new Map<LocalServer, string>();
  for (const name of standInNames) standIns.set(name, await open(name));
  const platform = new ClusterPlatform(gateway, standIns);
  const kubectl = new Kubectl(cluster, env, stopping);
  return await runSmokeTest(platform, {
    loginAsAdmin: async () => {
      const password = await readSecret(kubectl, namespace, 'auth-service', 'ADMIN_PASSWORD');
      return await platform.api.login({ email: adminEmail, password });
    },
    onStep: (step) => progress(smokeLine(step, style)),
  });
}
