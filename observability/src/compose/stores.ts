import { dataSources } from '../dashboards/data-sources.js';

/** Loki in one process, with its files in a volume. */
export function lokiConfig(port: number): object {
  return {
    // One tenant. With the default, each request must name one.
    auth_enabled: false,
    server: { http_listen_port: port },
    common: {
      path_prefix: '/loki',
      replication_factor: 1,
      instance_addr: '127.0.0.1',
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
    },
    schema_config: {
      configs: [
        {
          from: '2026-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    // As long as the logs of the local run.
    limits_config: { retention_period: '168h', allow_structured_metadata: true },
    compactor: { retention_enabled: true, delete_request_store: 'filesystem', working_directory: '/loki/compactor' },
    distributor: { otlp_config: { default_resource_attributes_as_index_labels: ['service.name'] } },
    analytics: { reporting_enabled: false },
  };
}

/** Grafana's data sources, by the uids that dashboards refer to. */
export function dataSourceFile(urls: Readonly<Record<keyof typeof dataSources, string>>): object {
  const { metrics, logs, traces } = dataSources;
  const exemplars = { exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: traces.uid }] };
  return {
    apiVersion: 1,
    datasources: [
      { name: 'Prometheus', ...metrics, access: 'proxy', url: urls.metrics, isDefault: true, jsonData: exemplars },
      { name: 'Loki', ...logs, access: 'proxy', url: urls.logs },
      { name: 'Jaeger', ...traces, access: 'proxy', url: urls.traces },
    ],
  };
}

/** Where Grafana finds dashboards. */
export function dashboardFiles(folder: string): object {
  return { apiVersion: 1, providers: [{ name: 'ours', type: 'file', options: { path: folder } }] };
}
