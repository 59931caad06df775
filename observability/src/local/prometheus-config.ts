/** Something that Prometheus reads. */
export interface Target {
  /** The label that rules and dashboards know it by. */
  readonly service: string;
  readonly port: number;
}

export interface PrometheusOptions {
  readonly targets: readonly Target[];
  readonly alertmanagerPort: number;
  readonly intervalSeconds: number;
}

/** Prometheus's configuration on one machine; in a cluster the operator makes it from monitors. */
export function prometheusConfig({ targets, alertmanagerPort, intervalSeconds }: PrometheusOptions): object {
  return {
    global: {
      scrape_interval: `${intervalSeconds}s`,
      scrape_timeout: `${intervalSeconds}s`,
      evaluation_interval: `${intervalSeconds}s`,
      // Exemplars exist in OpenMetrics alone.
      scrape_protocols: ['OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
      external_labels: { environment: 'local' },
    },
    rule_files: ['rules/*.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
    scrape_configs: [
      {
        job_name: 'platform',
        static_configs: targets.map(({ service, port }) => ({
          targets: [`127.0.0.1:${port}`],
          labels: { service },
        })),
      },
    ],
  };
}
