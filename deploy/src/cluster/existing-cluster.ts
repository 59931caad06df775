import { type Cluster, forgetCluster, rememberCluster } from './cluster.js';
import { runOrFail, type Run } from '@fairway/programs';

/** A cluster that the user names: a context of their own kubeconfig, and a registry that its nodes can pull from. */
export interface ExistingCluster {
  readonly context: string;
  readonly registry: string;
}

/** Only a context that the user names: a KUBECONFIG that happens to be set may point at production. */
export async function useExistingCluster({ context, registry }: ExistingCluster, run: Run): Promise<Cluster> {
  const view = ['config', 'view', '--minify', '--flatten', '--context', context] as const;
  const kubeconfig = await runOrFail(['kubectl', ...view], run);
  const cluster = rememberCluster(run.root, { kind: 'existing', registry, kubectl: 'kubectl' }, kubeconfig);
  try {
    await runOrFail(['kubectl', '--kubeconfig', cluster.kubeconfig, 'get', 'nodes', '--request-timeout=30s'], run);
  } catch (error) {
    forgetCluster(run.root);
    throw error;
  }
  return cluster;
}
