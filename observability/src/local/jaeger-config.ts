export interface JaegerOptions {
  /** The address that it listens on; for this machine alone by default. */
  readonly host?: string;
  /** Ports of its page, and for traces. */
  readonly query: number;
  readonly otlp: number;
}

/** The program that `tools/go-programs` builds; its version as a Go module is 1.76.0. */
export const jaegerImage = 'docker.io/jaegertracing/jaeger:2.13.0';

/** Jaeger in memory: its traces end with it. */
export function jaegerConfig({ host = '127.0.0.1', query, otlp }: JaegerOptions): object {
  return {
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 50_000 } } } },
      jaeger_query: {
        storage: { traces: 'memory' },
        http: { endpoint: `${host}:${query}` },
        // Unused, and on a fixed port otherwise.
        grpc: { endpoint: '127.0.0.1:0' },
      },
    },
    receivers: { otlp: { protocols: { http: { endpoint: `${host}:${otlp}` } } } },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { logs: { level: 'warn' }, metrics: { level: 'none' } },
    },
  };
}
