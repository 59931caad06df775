const localhost = '127.0.0.1';

/** For its command line: error budgets look back 30 days, and exemplars lead to traces. */
export const prometheusFlags = ['--storage.tsdb.retention.time=31d', '--enable-feature=exemplar-storage'];

/** Something that Prometheus reads. */
export interface Target {
  /** The label that rules and dashboards know it by. */
  readonly service: string;
  /** This machine by default. */
  readonly host?: string;
  readonly port: number;
}

export interface PrometheusOptions {
  readonly targets: readonly Target[];
  /** This machine by default. */
  readonly alertmanagerHost?: string;
  readonly alertmanagerPort: number;
  readonly intervalSeconds: number;
}

/** Prometheus's configuration on one machine; in a cluster the operator makes it from monitors. */
export function prometheusConfig({
  targets,
  alertmanagerHost = localhost,
  alertmanagerPort,
  intervalSeconds,
}: PrometheusOptions): object {
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
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`${alertmanagerHost}:${alertmanagerPort}`] }] }] },
    scrape_configs: [
      {
        job_name: 'platform',
        static_configs: targets.map(({ service, host = localhost, port }) => ({
          targets: [`${host}:${port}`],
          labels: { service },
        })),
      },
    ],
  };
}
