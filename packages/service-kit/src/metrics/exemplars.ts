import { type Context, trace } from '@opentelemetry/api';
import { Histogram, type HistogramConfiguration } from 'prom-client';
import { isSampled } from '../telemetry/is-sampled.js';
import { metricsRegistry } from './metrics-registry.js';

/** A histogram that takes exemplars; `/metrics` shows them to those who ask for OpenMetrics. */
export function histogramWithExemplars<Label extends string>(
  configuration: HistogramConfiguration<Label>,
): Histogram<Label> {
  // Registered afterwards: the constructor refuses a registry that also writes the format without exemplars.
  const histogram = new Histogram({ ...configuration, enableExemplars: true, registers: [] });
  metricsRegistry.registerMetric(histogram);
  return histogram;
}

const none: Readonly<Record<string, string>> = {};

/** The exemplar of a measurement: the trace that it belongs to, if that is recorded. */
export function exemplarOf(measured: Context | undefined): Readonly<Record<string, string>> {
  if (measured === undefined || !isSampled(measured)) return none;
  return { trace_id: trace.getSpanContext(measured)?.traceId ?? '' };
}
