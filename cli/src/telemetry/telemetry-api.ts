import { FairwayError } from '@fairway/errors';
import { httpJson, httpText } from '../http-json.js';
import { requireRunning } from '../instance/find-running.js';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';

const timeoutMs = 10_000;

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
}

export interface Span {
  readonly spanId: string;
  readonly service: string;
  readonly name: string;
  readonly startedAtMicros: number;
  readonly durationMicros: number;
  readonly failed: boolean;
}

export interface StoredLine {
  readonly time: string;
  readonly service: string;
  readonly traceId: string | null;
  readonly line: string;
}

/** What watches a running platform, asked over HTTP. */
export class TelemetryApi {
  readonly #ports: Ports['telemetry'];

  private constructor(ports: Ports['telemetry']) {
    this.#ports = ports;
  }

  /** @throws FairwayError not_running when the instance runs without it, or not at all */
  static of(instance: Instance): TelemetryApi {
    const { ports, processes } = requireRunning(instance);
    if (!processes.some(({ name }) => name === 'prometheus')) {
      throw new FairwayError('not_running', `The instance "${instance.name}" runs without observability.`, {
        hint: 'Start it with `./fairway down`, then `./fairway up --with observability`.',
      });
    }
    return new TelemetryApi(ports.telemetry);
  }

  /** The current values of an expression in PromQL. */
  async query(expression: string): Promise<Sample[]> {
    const { result } = await this.#prometheus<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>(`query?query=${encodeURIComponent(expression)}`);
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  async alerts(): Promise<readonly ActiveAlert[]> {
    return (await this.#prometheus<{ alerts: ActiveAlert[] }>('alerts')).alerts;
  }

  /** Measurements that carry the id of one of the traces, of the last hour. */
  async exemplarsOf(traceIds: readonly string[], selector: string): Promise<Sample[]> {
    const end = Date.now() / 1_000;
    const found = await this.#prometheus<
      { seriesLabels: Record<string, string>; exemplars: { labels: Record<string, string>; value: string }[] }[]
    >(`query_exemplars?query=${encodeURIComponent(selector)}&start=${end - 3_600}&end=${end}`);
    return found.flatMap(({ seriesLabels, exemplars }) =>
      exemplars
        .filter(({ labels }) => traceIds.includes(labels['trace_id'] ?? ''))
        .map(({ value }) => ({ labels: seriesLabels, value: Number(value) })),
    );
  }

  async #prometheus<Data>(path: string): Promise<Data> {
    const { status, body } = await httpJson(`${this.url('prometheus')}/api/v1/${path}`, { timeoutMs });
    if (status !== 200) throw unexpected('Prometheus', status, body);
    return (body as { data: Data }).data;
  }

  /** The lines that a query in LogsQL finds, oldest first. */
  async lines(query: string): Promise<StoredLine[]> {
    const fields = '_time, service.name, trace_id, _msg';
    const path = `/select/logsql/query?query=${encodeURIComponent(`${query} | fields ${fields} | limit 1000`)}`;
    const text = await httpText(`${this.url('logs')}${path}`, { timeoutMs });
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, string>)
      .map((found) => ({
        time: found['_time'] ?? '',
        service: found['service.name'] ?? '',
        traceId: found['trace_id'] ?? null,
        line: found['_msg'] ?? '',
      }))
      .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time));
  }

  /** In the order of their starts; empty for a trace that the store does not have. */
  async spansOf(traceId: string): Promise<Span[]> {
    const { status, body } = await httpJson(`${this.url('traces')}/api/traces/${traceId}`, { timeoutMs });
    if (status === 404) return [];
    if (status !== 200) throw unexpected('Jaeger', status, body);
    const traces = (body as { data: JaegerTrace[] }).data;
    return traces
      .flatMap(({ spans, processes }) =>
        spans.map((span) => ({
          spanId: span.spanID,
          service: processes[span.processID]?.serviceName ?? '',
          name: span.operationName,
          startedAtMicros: span.startTime,
          durationMicros: span.duration,
          failed: span.tags.some(({ key, value }) => key === 'error' && value === true),
        })),
      )
      .toSorted((one, other) => one.startedAtMicros - other.startedAtMicros);
  }

  url(server: keyof Ports['telemetry']): string {
    return `http://127.0.0.1:${this.#ports[server]}`;
  }
}

interface JaegerTrace {
  readonly spans: readonly {
    readonly spanID: string;
    readonly processID: string;
    readonly operationName: string;
    readonly startTime: number;
    readonly duration: number;
    readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

function unexpected(server: string, status: number, body: unknown): FairwayError {
  return new FairwayError('failed', `${server} answered ${status}.`, {
    cause: JSON.stringify(body),
    hint: '`./fairway status` shows whether it runs; its log is beside those of the services.',
  });
}
