/** As dashboards refer to it. */
export interface DataSource {
  readonly type: string;
  readonly uid: string;
}

/**
 * The data sources that Grafana must have. That of the metrics leads from exemplars to traces:
 * `exemplarTraceIdDestinations: [{name: trace_id, datasourceUid: jaeger}]`.
 */
export const dataSources = {
  metrics: { type: 'prometheus', uid: 'prometheus' },
  logs: { type: 'loki', uid: 'loki' },
  traces: { type: 'jaeger', uid: 'jaeger' },
} satisfies Record<string, DataSource>;
