import { containerPorts, type LocalServer, standInNames } from '@fairway/catalog';
import {
  type Cluster,
  deploy as deployTo,
  type Deployed,
  Kubectl,
  PortForward,
  readSecret,
  repositoryOf,
  requireCluster,
  resolveDigest,
  revisionOf,
} from '@fairway/deploy';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { adminEmail } from '../instance/secrets.js';
import { ClusterPlatform } from '../public-api/cluster-platform.js';
import { runSmokeTest, type SmokeOutcome } from '../public-api/smoke-run.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { smokeLine } from './smoke.js';

/** Environments that can be deployed to. */
export const deployable = ['local'] as const;
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
    const cluster = requireCluster(root);
    const { tag } = revisionOf(root);
    const deployed = await deployTo({
      root,
      environment,
      target: cluster,
      env,
      stopping,
      progress,
      async resolveImages(names) {
        const references = names.map((name) => resolveDigest(cluster.registry, repositoryOf(name), tag));
        const resolved = await Promise.all(references);
        return new Map(names.map((name, index) => [name, resolved[index] as string]));
      },
    });
    progress('smoke test');
    return { environment, commit: tag, ...deployed, smoke: await smokeIn(cluster, environment, context) };
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
