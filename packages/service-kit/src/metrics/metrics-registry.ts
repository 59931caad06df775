import { collectDefaultMetrics, register } from 'prom-client';

/** The registry behind `/metrics`. Metrics created with prom-client register here by default. */
export const metricsRegistry = register;

/** Adds CPU, memory, event-loop and garbage-collection metrics of the process. */
export function collectProcessMetrics(): void {
  // A second service in one process, as in tests, would register them twice.
  if (metricsRegistry.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics();
}
