import { type Context, trace, TraceFlags } from '@opentelemetry/api';

/** Whether the trace of the context is recorded. */
export function isSampled(measured: Context): boolean {
  const flags = trace.getSpanContext(measured)?.traceFlags ?? TraceFlags.NONE;
  return (flags & TraceFlags.SAMPLED) !== 0;
}
