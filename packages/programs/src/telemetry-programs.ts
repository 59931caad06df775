/** The programs of a local run that is watched, as `tools/go-programs` names them. */
export const telemetryPrograms = ['prometheus', 'alertmanager', 'otelcol', 'victoria-logs', 'jaeger'] as const;

/** The programs that measure a local cluster, as `tools/go-programs` names them. */
export const clusterMetricsPrograms = ['kube-state-metrics', 'node-exporter', 'prometheus'] as const;
