import { type Cluster, Kubectl, PortForward } from '@fairway/deploy';
import { assertPortFree, freePorts, startHttpProgram, startWatchdog } from '@fairway/local-servers';
import { clusterPrometheusConfig } from '@fairway/observability';
import { clusterMetricsPrograms, findGoPrograms } from '@fairway/programs';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Context } from '../command-line/context.js';

// The kubelet itself measures every ten seconds.
const intervalSeconds = 5;
const graceMs = 5_000;

/**
 * Reads what a cluster tells of itself into a Prometheus on this machine, until it is disposed of. The measurements end
 * with it.
 * @param port Prometheus's, on 127.0.0.1
 * @throws FairwayError
 */
export async function startClusterMetrics(cluster: Cluster, port: number, context: Context): Promise<AsyncDisposable> {
  await assertPortFree(port, 'Prometheus');
  const programs = await findGoPrograms(clusterMetricsPrograms, context);
  const [state = 0, stateOfItself = 0, node = 0] = await freePorts(3);
  const folder = join(dirname(cluster.kubeconfig), `metrics-${port}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  await using started = new AsyncDisposableStack();
  const api = started.use(await PortForward.toApi(cluster, context.env));
  const watchdog = await startWatchdog();
  started.defer(() => watchdog.stop());
  const config = clusterPrometheusConfig({
    apiServer: new URL(api.url).host,
    nodes: await nodesWithKubelets(new Kubectl(cluster, context.env, context.stopping)),
    kubeStateMetricsPort: state,
    nodeExporterPort: node,
    intervalSeconds,
  });
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(config));
  const start = async (name: keyof typeof programs, ownPort: number, readyPath: string, args: readonly string[]) => {
    await startHttpProgram({
      name,
      command: programs[name],
      args,
      env: { PATH: context.env['PATH'] },
      cwd: folder,
      logFile: join(folder, `${name}.log`),
      port: ownPort,
      readyUrl: `http://127.0.0.1:${ownPort}${readyPath}`,
      graceMs,
      watchdog,
    });
  };
  await start('kube-state-metrics', state, '/livez', [
    `--kubeconfig=${cluster.kubeconfig}`,
    '--host=127.0.0.1',
    `--port=${state}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${stateOfItself}`,
  ]);
  await start('node-exporter', node, '/', [`--web.listen-address=127.0.0.1:${node}`, '--log.level=warn']);
  await start('prometheus', port, '/-/ready', [
    '--config.file=prometheus.yaml',
    '--storage.tsdb.path=data',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ]);
  return started.move();
}

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
}

async function nodesWithKubelets(kubectl: Kubectl) {
  // The fakes of tools/cluster have none.
  const { items } = await kubectl.read<{ items: NodeObject[] }>(['get', 'nodes', '--selector=type!=fake']);
  return items.map(({ metadata: { name }, status: { addresses } }) => ({
    name,
    address: addresses.find(({ type }) => type === 'InternalIP')?.address ?? name,
  }));
}
