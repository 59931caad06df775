import { collectDefaultMetrics, register } from 'prom-client';

/** Everything that `/metrics` shows. Metrics made with prom-client land here by themselves. */
export const metricsRegistry = register;

/** Adds CPU, memory, event-loop and garbage-collection metrics of the process. */
export function collectProcessMetrics(): void {
  // A second service in one process, as tests have, would register them twice.
  if (metricsRegistry.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics();
}
