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

/** Something with several processes, each of which has an address under one name. */
export interface ReplicatedTarget {
  readonly service: string;
  readonly dnsName: string;
  readonly port: number;
}

export interface PrometheusOptions {
  /** The label of alerts; `local` by default. */
  readonly environment?: string;
  readonly targets: readonly Target[];
  readonly replicated?: readonly ReplicatedTarget[];
  /** This machine by default. */
  readonly alertmanagerHost?: string;
  readonly alertmanagerPort: number;
  readonly intervalSeconds: number;
}

/** Prometheus's configuration on one machine; in a cluster the operator makes it from monitors. */
export function prometheusConfig({
  environment = 'local',
  targets,
  replicated = [],
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
      external_labels: { environment },
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
      ...replicated.map(({ service, dnsName, port }) => ({
        job_name: service,
        dns_sd_configs: [{ names: [dnsName], type: 'A', port, refresh_interval: '5s' }],
        relabel_configs: [{ target_label: 'service', replacement: service }],
      })),
    ],
  };
}
