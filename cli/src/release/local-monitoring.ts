import {
  builderEnvironment,
  databaseBootstrap,
  Kubectl,
  releasedEnvironments,
  repositoryOf,
  requireCluster,
  resolveDigest,
  startLocalMonitoring,
} from '@fairway/deploy';
import {
  alertmanagerConfig,
  allObjectives,
  localReceivers,
  localRuleFiles,
  prometheusConfig,
} from '@fairway/observability';
import type { Context } from '../command-line/context.js';

/** Rates over five minutes look back one, so that a release need not be watched for minutes. */
const timeFactor = 5;
/** A machine that has other work, too, misses these, whatever was released. */
const ofSpeed = [...new Set(allObjectives().map(({ name }) => name))].filter((name) => name !== 'availability');
const intervalSeconds = 3;

/** What watches releases to the local cluster, with the rules of the platform. @param commit has images in the registry */
export async function watchLocalReleases(commit: string, context: Context): Promise<void> {
  const { root, env, stopping } = context;
  const cluster = requireCluster(root);
  await startLocalMonitoring(
    {
      kubectl: new Kubectl(cluster, env, stopping),
      registry: cluster.registry,
      environments: releasedEnvironments,
      receiverImage: await resolveDigest(cluster.registry, repositoryOf(databaseBootstrap), commit),
      rules: Object.fromEntries(localRuleFiles(timeFactor, ofSpeed).map(({ name, content }) => [name, content])),
      prometheusConfig: (environment, replicated) =>
        prometheusConfig({
          environment,
          targets: [{ service: 'prometheus', port: 9090 }],
          replicated,
          alertmanagerHost: 'alertmanager',
          alertmanagerPort: 9093,
          intervalSeconds,
        }),
      alertmanagerConfig: (receiverUrl) => alertmanagerConfig(localReceivers(receiverUrl), timeFactor),
    },
    { ...context, env: builderEnvironment(cluster, root, env) },
  );
}
