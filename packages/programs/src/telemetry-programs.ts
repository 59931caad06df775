/** The programs of a local run that is watched, as `tools/go-programs` names them. */
export const telemetryPrograms = ['prometheus', 'alertmanager', 'otelcol', 'victoria-logs', 'jaeger'] as const;
