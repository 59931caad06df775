import { requireCluster } from '@fairway/deploy';
import { once } from 'node:events';
import type { StreamingCommand } from '../command-line/context.js';
import { startClusterMetrics } from '../telemetry/cluster-metrics.js';

interface Input {
  readonly port: number;
}

interface Ready {
  readonly type: 'ready';
  /** The address of Prometheus. */
  readonly prometheus: string;
}

/** Measures the local cluster in the foreground, as the add-on kube-prometheus-stack does on AWS. */
export const clusterMetrics: StreamingCommand<Input, Ready> = {
  stopsItself: true,

  async *stream({ port }, context) {
    await using _ = await startClusterMetrics(requireCluster(context.root), port, context);
    yield { type: 'ready', prometheus: `http://127.0.0.1:${port}` };
    if (!context.stopping.aborted) await once(context.stopping, 'abort');
  },

  renderer:
    () =>
    ({ prometheus }, style) =>
      [
        `${style.green('✓')} Prometheus measures the cluster: ${prometheus}; Ctrl-C ends it and deletes what it measured`,
        `next: ./fairway dashboard kubernetes --prometheus ${prometheus}`,
      ].join('\n'),
};
