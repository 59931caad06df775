/** A node that has a kubelet. */
export interface WatchedNode {
  readonly name: string;
  /** Its address in the cluster. */
  readonly address: string;
}

export interface ClusterPrometheusOptions {
  /** Host and port of the API server behind a proxy that adds the credentials. */
  readonly apiServer: string;
  readonly nodes: readonly WatchedNode[];
  /** Of kube-state-metrics on this machine. */
  readonly kubeStateMetricsPort: number;
  /** Of node-exporter on this machine, which stands for the first node. */
  readonly nodeExporterPort: number;
  readonly intervalSeconds: number;
}

// What the chart drops of cAdvisor's series: a panel that reads them would be empty on AWS.
const dropped =
  'container_(cpu_(cfs_throttled_seconds_total|load_average_10s|system_seconds_total|user_seconds_total)|fs_(io_current|io_time_seconds_total|io_time_weighted_seconds_total|reads_merged_total|sector_reads_total|sector_writes_total|writes_merged_total)|memory_(mapped_file|swap)|file_descriptors|tasks_state|threads_max|spec.*)';

/**
 * Prometheus's configuration for a cluster whose programs it reaches from this machine. Series have the labels that the
 * monitors of the add-on kube-prometheus-stack give them.
 */
export function clusterPrometheusConfig(options: ClusterPrometheusOptions): object {
  const { apiServer, nodes, kubeStateMetricsPort, nodeExporterPort, intervalSeconds } = options;
  const ofKubelets = (path: string) =>
    nodes.map(({ name, address }) => ({
      targets: [apiServer],
      labels: {
        __metrics_path__: `/api/v1/nodes/${name}/proxy${path}`,
        metrics_path: path,
        job: 'kubelet',
        namespace: 'kube-system',
        service: 'prometheus-kubelet',
        endpoint: 'https-metrics',
        node: name,
        instance: `${address}:10250`,
      },
    }));
  return {
    global: { scrape_interval: `${intervalSeconds}s`, scrape_timeout: `${intervalSeconds}s` },
    scrape_configs: [
      {
        job_name: 'kube-state-metrics',
        // Without it, `namespace`, `pod` and `container` would be those of kube-state-metrics itself.
        honor_labels: true,
        static_configs: [
          {
            targets: [`127.0.0.1:${kubeStateMetricsPort}`],
            labels: {
              namespace: 'monitoring',
              service: 'kube-prometheus-stack-kube-state-metrics',
              container: 'kube-state-metrics',
              endpoint: 'http',
            },
          },
        ],
      },
      {
        job_name: 'node-exporter',
        static_configs: nodes.slice(0, 1).map(({ address }) => ({
          targets: [`127.0.0.1:${nodeExporterPort}`],
          labels: {
            namespace: 'node-agents',
            service: 'kube-prometheus-stack-prometheus-node-exporter',
            container: 'node-exporter',
            endpoint: 'http-metrics',
            instance: `${address}:9100`,
          },
        })),
      },
      { job_name: 'kubelet', honor_labels: true, static_configs: ofKubelets('/metrics') },
      {
        job_name: 'cadvisor',
        honor_labels: true,
        track_timestamps_staleness: true,
        static_configs: ofKubelets('/metrics/cadvisor'),
        metric_relabel_configs: [
          { source_labels: ['__name__'], regex: dropped, action: 'drop' },
          // Groups of pods and of the node: only what belongs to a pod stays.
          { source_labels: ['id', 'pod'], regex: '.+;', action: 'drop' },
        ],
      },
    ],
  };
}
