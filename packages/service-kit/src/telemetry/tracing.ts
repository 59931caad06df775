import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { hostname } from 'node:os';
import { logger } from './logger.js';

export interface TracingOptions {
  readonly service: string;
  /** Base URL of an OTLP receiver. Without it spans are not recorded, but trace ids still exist and are passed on. */
  readonly otlpEndpoint: string | undefined;
  readonly sampleRatio: number;
}

const exportDelayMs = 1_000;
// A hanging receiver must not use up the shutdown grace: the last traces matter less than a clean exit.
const exportTimeoutMs = 3_000;
const exportFailureLogIntervalMs = 60_000;

/** Enables tracing for this process. Spans are created by hand: loader hooks would slow every import and request. */
export function startTracing({ service, otlpEndpoint, sampleRatio }: TracingOptions): { stop(): Promise<void> } {
  logExportFailures();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': `${hostname()}-${process.pid}`,
    }),
    sampler: new ParentBasedSampler({
      root: otlpEndpoint === undefined ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(sampleRatio),
    }),
    spanProcessors: otlpEndpoint === undefined ? [] : [batchesTo(otlpEndpoint)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await provider.shutdown();
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

function batchesTo(otlpEndpoint: string): BatchSpanProcessor {
  const exporter = new OTLPTraceExporter({
    url: `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  return new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: exportDelayMs,
    exportTimeoutMillis: exportTimeoutMs,
  });
}

// While a collector is down every batch fails; one line per minute is enough.
function logExportFailures(): void {
  let nextLogAtMs = 0;
  setGlobalErrorHandler((error) => {
    if (Date.now() < nextLogAtMs) return;
    nextLogAtMs = Date.now() + exportFailureLogIntervalMs;
    logger.warn({ err: error }, 'traces could not be exported; they are dropped until the receiver answers');
  });
}
