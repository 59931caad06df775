import type { Cluster } from './cluster.js';
import { runTool, type Run, quietly } from '@fairway/programs';

export interface ClusterNode {
  readonly name: string;
  readonly isReady: boolean;
  readonly zone: string | null;
  /** Its kubelet's. */
  readonly version: string;
  readonly createdAt: string;
}

interface NodeObject {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

/** @returns undefined when the API server does not answer */
export async function readNodes({ kubectl, kubeconfig }: Cluster, run: Run): Promise<ClusterNode[] | undefined> {
  const query = ['get', 'nodes', '--output=json', '--request-timeout=10s'];
  const { exitCode, stdout } = await runTool([kubectl, '--kubeconfig', kubeconfig, ...query], quietly(run));
  if (exitCode !== 0) return undefined;
  return (JSON.parse(stdout) as { items: NodeObject[] }).items.map(({ metadata, status }) => ({
    name: metadata.name,
    isReady: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    zone: metadata.labels['topology.kubernetes.io/zone'] ?? null,
    version: status.nodeInfo.kubeletVersion,
    createdAt: metadata.creationTimestamp,
  }));
}
