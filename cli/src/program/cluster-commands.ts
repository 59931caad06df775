import { type Command, Option } from 'commander';
import { count, filled, jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

const explanation = `
\`up\` uses kind where Docker and kind are installed. Otherwise, on Linux as root, it runs Kubernetes as processes of this machine,
which it builds the first time. With --context it uses a cluster of your own, and changes nothing until you deploy.
tools/cluster/README.md says more.`;

export function addClusterCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Deploy:');
  const cluster = program
    .command('cluster')
    .description('run a Kubernetes cluster on this machine')
    .addHelpText('after', explanation);
  cluster
    .command('up')
    .description('start the cluster; an existing one keeps its data')
    .addOption(
      new Option('--nodes <count>', 'the number of nodes; without Docker, all but one are fakes')
        .argParser(count)
        .default(4),
    )
    .addOption(new Option('--context <name>', 'use this context of your kubeconfig instead').argParser(filled))
    .addOption(new Option('--registry <name>', 'with --context: where its nodes pull images from').argParser(filled))
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { nodes: number; context?: string; registry?: string }) =>
      runner.once(
        { name: 'cluster up', input, json },
        async () => (await import('../commands/cluster-up.js')).clusterUp,
      ),
    );
  cluster
    .command('down')
    .description('stop the cluster; its data is kept, except with kind')
    .option('--wipe', 'also delete its data, volumes and images')
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { wipe?: boolean }) =>
      runner.once(
        { name: 'cluster down', input, json },
        async () => (await import('../commands/cluster-down.js')).clusterDown,
      ),
    );
  cluster
    .command('status')
    .description('show the nodes, the registry and what is wrong')
    .addOption(jsonOption())
    .action(({ json }: JsonOption) =>
      runner.once(
        { name: 'cluster status', input: {}, json },
        async () => (await import('../commands/cluster-status.js')).clusterStatus,
      ),
    );
  cluster
    .command('monitor')
    .description('start Prometheus and Alertmanager in the cluster, for releases to it; takes images of this commit')
    .addOption(jsonOption())
    .action(({ json }: JsonOption) =>
      runner.once(
        { name: 'cluster monitor', input: {}, json },
        async () => (await import('../commands/cluster-monitor.js')).clusterMonitor,
      ),
    );
  cluster
    .command('metrics')
    .description('measure the cluster with a Prometheus on this machine, for the dashboard kubernetes; Ctrl-C ends it')
    .addOption(new Option('--port <number>', 'where Prometheus listens, on 127.0.0.1').argParser(count).default(9090))
    .addOption(jsonOption('print one JSON object per line'))
    .action(({ json, ...input }: JsonOption & { port: number }) =>
      runner.stream(
        { name: 'cluster metrics', input, json },
        async () => (await import('../commands/cluster-metrics.js')).clusterMetrics,
      ),
    );
  cluster
    .command('build')
    .description('build Kubernetes ahead of the first `up`; takes about 20 minutes, may be interrupted and continued')
    .action(() =>
      runner.once(
        { name: 'cluster build', input: {} },
        async () => (await import('../commands/cluster-build.js')).clusterBuild,
      ),
    );
}
