import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, forgetCluster, localRegistry, rememberCluster } from './cluster.js';
import { quietly, runOrFail, runTool, type Run } from '@fairway/programs';

// tools/cluster: Kubernetes as processes of this machine.

const tool = ({ root }: Run) => join(root, 'tools', 'cluster', 'cluster');
const home = ({ env }: Run) => join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fairway-cluster');

/** @returns why it cannot run on this machine; undefined if it can, built or not */
export async function machineProblem(run: Run): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Without Docker the cluster runs on Linux only.';
  const { exitCode, error, hint } = await runTool([tool(run), 'check'], quietly(run));
  return exitCode === 0 ? undefined : `${error ?? 'tools/cluster/cluster check failed.'} ${hint ?? ''}`.trim();
}

export async function buildMachineCluster(run: Run): Promise<void> {
  await runOrFail([tool(run), 'build'], run);
}

export async function startMachineCluster(nodes: number, run: Run): Promise<Cluster> {
  await runOrFail([tool(run), 'up', '--nodes', String(nodes)], run);
  return rememberCluster(
    run.root,
    { kind: 'machine', registry: localRegistry, kubectl: join(home(run), 'bin', 'kubectl') },
    readFileSync(join(home(run), 'kubeconfig'), 'utf8'),
  );
}

/** @returns the names of its processes that have stopped; undefined when no cluster runs */
export async function stoppedProcesses(run: Run): Promise<string[] | undefined> {
  const { exitCode, stdout } = await runTool([tool(run), 'status'], quietly(run));
  if (exitCode === 4) return undefined;
  return stdout
    .split('\n')
    .filter((line) => / stopped,/.test(line))
    .map((line) => line.replaceAll(/ +/g, ' '));
}

/** @param wipe also delete its data, volumes, certificates and images */
export async function stopMachineCluster(wipe: boolean, run: Run): Promise<void> {
  await runOrFail([tool(run), 'down', ...(wipe ? ['--wipe'] : [])], run);
  forgetCluster(run.root);
}
