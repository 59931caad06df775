import { type ClusterKind, type ClusterNode, findCluster, readNodes, stoppedProcesses } from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { table } from '../command-line/table.js';

export interface ClusterStatusResult {
  readonly kind: ClusterKind | null;
  readonly phase: 'ready' | 'troubled' | 'stopped';
  readonly registry: string | null;
  readonly kubeconfig: string | null;
  readonly nodes: readonly ClusterNode[];
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
}

const stopped: ClusterStatusResult = {
  kind: null,
  phase: 'stopped',
  registry: null,
  kubeconfig: null,
  nodes: [],
  problems: [],
};

export const clusterStatus: Command<unknown, ClusterStatusResult> = {
  async run(_input, context) {
    const cluster = findCluster(context.root);
    if (cluster === undefined) return stopped;
    const { kind, registry, kubeconfig } = cluster;
    const halted = kind === 'machine' ? await stoppedProcesses(context) : [];
    if (halted === undefined) return stopped;
    const nodes = await readNodes(cluster, context);
    const problems = [
      ...halted,
      ...(nodes === undefined ? ['the API server does not answer'] : []),
      ...(nodes ?? []).filter(({ isReady }) => !isReady).map(({ name }) => `the node ${name} is not ready`),
    ];
    const phase = problems.length === 0 ? 'ready' : 'troubled';
    return { kind, phase, registry, kubeconfig, nodes: nodes ?? [], problems };
  },

  exitCode: ({ phase }) =>
    phase === 'ready' ? exitCodes.ok : phase === 'troubled' ? exitCodes.failed : exitCodes.notRunning,

  render({ kind, phase, registry, nodes, problems }, style) {
    if (phase === 'stopped') return `${style.dim('○')} no cluster runs · next: ./fairway cluster up`;
    const head = ['NODE', 'STATE', 'ZONE', 'VERSION', 'AGE'].map((title) => style.dim(title));
    const rows = nodes.map(({ name, isReady, zone, version, createdAt }) => [
      name,
      isReady ? style.green('● ready') : style.red('✗ not ready'),
      zone ?? '-',
      version,
      formatDuration(Date.now() - Date.parse(createdAt)),
    ]);
    return [
      `cluster (${kindText[kind ?? 'machine']}): ${phase === 'ready' ? style.green('● ready') : style.red('✗ not ready')} · registry ${registry}`,
      ...(nodes.length === 0 ? [] : [table([head, ...rows])]),
      ...problems.map((problem) => `${style.red('✗')} ${problem}`),
      ...(problems.length === 0 ? [] : ['next: ./fairway cluster up starts it again; its data is kept']),
    ].join('\n');
  },
};

const kindText: Readonly<Record<ClusterKind, string>> = {
  machine: 'processes of this machine',
  kind: 'kind',
  existing: 'your own',
};
