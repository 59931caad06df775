import { collectDefaultMetrics, type Metric, type OpenMetricsContentType, register, Registry } from 'prom-client';

/** The registry behind `/metrics`. Metrics created with prom-client register here by default. */
export const metricsRegistry = register;

// A timer measures how late the event loop is. At the default of 10 ms it was most of what an idle process did: 4 ms of CPU
// time a second, and 1 ms since. A process that is never late shows 50 ms.
const eventLoopMonitoringPrecision = 50;

/** Adds CPU, memory, event-loop and garbage-collection metrics of the process. */
export function collectProcessMetrics(): void {
  // A second service in one process, as in tests, would register them twice.
  if (metricsRegistry.getSingleMetric('process_cpu_seconds_total') === undefined)
    collectDefaultMetrics({ eventLoopMonitoringPrecision });
}

/** All metrics: in OpenMetrics, which has exemplars, when the Accept header names it, otherwise in Prometheus’ own text. */
export async function metricsText(accept = ''): Promise<{ readonly type: string; readonly body: string }> {
  if (!accept.includes('application/openmetrics-text'))
    return { type: metricsRegistry.contentType, body: await metricsRegistry.metrics() };
  const view = new Registry<OpenMetricsContentType>();
  view.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  // A registry that writes OpenMetrics renames its counters for good. It gets objects that inherit from ours, so that
  // the new names are theirs, and ours stay as they are for the other format.
  for (const metric of metricsRegistry.getMetricsAsArray()) view.registerMetric(Object.create(metric) as Metric);
  return { type: view.contentType, body: await view.metrics() };
}
