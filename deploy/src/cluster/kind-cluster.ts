import { FairwayError } from '@fairway/errors';
import { join } from 'node:path';
import { type Cluster, forgetCluster, localRegistry, rememberCluster } from './cluster.js';
import { quietly, runOrFail, runTool, type Run } from '@fairway/programs';

// kind: each node is a container of Docker. The registry is a container beside them.

const cluster = 'fairway';
const registry = 'fairway-registry';
const registryImage = 'docker.io/library/registry:3.0.0';
const nodeCount = 4; // in tools/cluster/kind.yaml

/** @returns what is missing; undefined if kind can run on this machine */
export async function kindProblem(run: Run): Promise<string | undefined> {
  if (!(await succeeds(['docker', 'info'], run))) return 'Docker does not run.';
  if (!(await succeeds(['kind', 'version'], run))) return 'kind is not installed (https://kind.sigs.k8s.io).';
  return (await succeeds(['kubectl', 'version', '--client'], run)) ? undefined : 'kubectl is not installed.';
}

export async function startKindCluster(nodes: number, run: Run): Promise<Cluster> {
  if (nodes !== nodeCount) {
    throw new FairwayError('usage', `With kind the cluster has ${nodeCount} nodes, not ${nodes}.`, {
      hint: 'Leave --nodes out, or change tools/cluster/kind.yaml.',
    });
  }
  if (!(await kindRuns(run)))
    await runOrFail(
      ['kind', 'create', 'cluster', '--config', join(run.root, 'tools', 'cluster', 'kind.yaml'), '--wait', '5m'],
      run,
    );
  // After the cluster: kind makes the network that both are on.
  if (!(await succeeds(['docker', 'inspect', registry], run)))
    await runOrFail(
      [
        ...(['docker', 'run', '--detach', '--restart=unless-stopped', '--network=kind'] as const),
        `--name=${registry}`,
        `--publish=127.0.0.1:${localRegistry.split(':')[1]}:5000`,
        registryImage,
      ],
      run,
    );
  for (const node of (await runOrFail(['kind', 'get', 'nodes', '--name', cluster], run)).trim().split('\n')) {
    // On a node, localhost is the node: containerd must look for the registry elsewhere.
    const folder = `/etc/containerd/certs.d/${localRegistry}`;
    const script = `mkdir -p ${folder} && echo '[host."http://${registry}:5000"]' > ${folder}/hosts.toml`;
    await runOrFail(['docker', 'exec', node, 'sh', '-c', script], run);
  }
  const kubeconfig = await runOrFail(['kind', 'get', 'kubeconfig', '--name', cluster], run);
  return rememberCluster(run.root, { kind: 'kind', registry: localRegistry, kubectl: 'kubectl' }, kubeconfig);
}

export async function kindRuns(run: Run): Promise<boolean> {
  const names = await runOrFail(['kind', 'get', 'clusters'], quietly(run));
  return names.split('\n').includes(cluster);
}

/** kind cannot stop a cluster and keep it. @param wipe also delete the images in the registry */
export async function deleteKindCluster(wipe: boolean, run: Run): Promise<void> {
  await runOrFail(['kind', 'delete', 'cluster', '--name', cluster], run);
  if (wipe) await runOrFail(['docker', 'rm', '--force', '--volumes', registry], quietly(run));
  forgetCluster(run.root);
}

async function succeeds(commandLine: readonly [string, ...string[]], run: Run): Promise<boolean> {
  try {
    return (await runTool(commandLine, quietly(run))).exitCode === 0;
  } catch {
    return false; // it is not installed
  }
}
