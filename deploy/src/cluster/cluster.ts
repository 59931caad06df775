import { FairwayError } from '@fairway/errors';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the cluster comes from: `tools/cluster` (this machine's own processes), kind (Docker), or a context of the
 * user's own kubeconfig.
 */
export type ClusterKind = 'machine' | 'kind' | 'existing';

/** The cluster that `./fairway cluster up` chose. Commands for `--env local` act on it. */
export interface Cluster {
  readonly kind: ClusterKind;
  /** Has one context, which is the current one. */
  readonly kubeconfig: string;
  /** The name of the image registry, for those who push as for the nodes that pull: `localhost:16500`. */
  readonly registry: string;
  /** The program that speaks to it. */
  readonly kubectl: string;
}

/** kind and tools/cluster publish their registry on this port of the host's loopback. */
export const localRegistry = 'localhost:16500';

const folderOf = (root: string) => join(root, '.fairway', 'cluster');
const recordOf = (root: string) => join(folderOf(root), 'cluster.json');
const kubeconfigOf = (root: string) => join(folderOf(root), 'kubeconfig');

/** @returns undefined before the first `./fairway cluster up` and after `down` */
export function findCluster(root: string): Cluster | undefined {
  if (!existsSync(recordOf(root))) return undefined;
  const record = JSON.parse(readFileSync(recordOf(root), 'utf8')) as Omit<Cluster, 'kubeconfig'>;
  return { ...record, kubeconfig: kubeconfigOf(root) };
}

/** @throws FairwayError not_running when there is no cluster */
export function requireCluster(root: string): Cluster {
  const cluster = findCluster(root);
  if (cluster !== undefined) return cluster;
  throw new FairwayError('not_running', 'There is no cluster.', { hint: 'Start one: ./fairway cluster up' });
}

/** @param kubeconfig its text; it contains the keys of an administrator */
export function rememberCluster(root: string, record: Omit<Cluster, 'kubeconfig'>, kubeconfig: string): Cluster {
  const cluster = { ...record, kubeconfig: kubeconfigOf(root) };
  mkdirSync(folderOf(root), { recursive: true });
  rmSync(cluster.kubeconfig, { force: true });
  writeFileSync(cluster.kubeconfig, kubeconfig, { mode: 0o600 });
  // Last: the record means that the kubeconfig is complete.
  writeFileSync(recordOf(root), `${JSON.stringify(record, null, 2)}\n`);
  return cluster;
}

export function forgetCluster(root: string): void {
  rmSync(folderOf(root), { recursive: true, force: true });
}

/** Where no Docker runs, plain buildah may not work either: the cluster's own has the storage and runtime that do. */
export function builderEnvironment(
  cluster: Cluster | undefined,
  root: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return cluster?.kind === 'machine' ? { FAIRWAY_BUILDAH: join(root, 'tools', 'cluster', 'buildah'), ...env } : env;
}
