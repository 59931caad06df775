import { FairwayError } from '@fairway/errors';
import { messageOf } from '../command-line/as-fairway-error.js';
import { httpJson, httpText } from '../http-json.js';
import { isObserved, requireRunning } from '../instance/find-running.js';
import type { Instance } from '../instance/instance.js';
import { telemetryProcesses, type Ports, type TelemetryName } from '../instance/ports.js';
import type { PlatformState } from '../instance/state.js';
import { logFileOf } from '../logs/log-files.js';

const timeoutMs = 10_000;
// Prometheus itself gives up before that, and says what took so long.
const evaluationSeconds = 8;
const linesMax = 10_000;

type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** One value of an expression. */
export interface Evaluated {
  readonly labels: Labels;
  /** As Prometheus writes it: `NaN` and `+Inf` are no numbers in JSON. */
  readonly value: string;
  /** When it was measured, ISO 8601. */
  readonly time: string;
}

/** A measurement that was made in a trace. */
export interface Exemplar extends Sample {
  readonly traceId: string;
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
  readonly #instance: Instance;
  readonly #state: PlatformState;

  private constructor(instance: Instance, state: PlatformState) {
    this.#instance = instance;
    this.#state = state;
  }

  /** @throws FairwayError not_running when the instance runs without it, or not at all */
  static of(instance: Instance): TelemetryApi {
    const state = requireRunning(instance);
    if (!isObserved(state)) {
      throw new FairwayError('not_running', `The instance "${instance.name}" runs without observability.`, {
        hint: 'Start it with `./fairway down`, then `./fairway up --with observability`.',
      });
    }
    return new TelemetryApi(instance, state);
  }

  /** The current values of an expression in PromQL that has one for each of its series. */
  async query(expression: string): Promise<Sample[]> {
    return (await this.evaluate(expression)).map(({ labels, value }) => ({ labels, value: Number(value) }));
  }

  /**
   * Any expression in PromQL, now. A range has each of its measurements, a scalar or a text no labels.
   * @throws FairwayError usage with Prometheus' own words when it cannot be evaluated
   */
  async evaluate(expression: string): Promise<Evaluated[]> {
    const found = await this.#prometheus<Found>(
      `query?query=${encodeURIComponent(expression)}&timeout=${evaluationSeconds}s`,
    );
    if (found.resultType === 'vector') return found.result.map(({ metric, value }) => evaluated(metric, value));
    if (found.resultType === 'matrix')
      return found.result.flatMap(({ metric, values }) => values.map((value) => evaluated(metric, value)));
    return [evaluated({}, found.result)];
  }

  async alerts(): Promise<readonly ActiveAlert[]> {
    return (await this.#prometheus<{ alerts: ActiveAlert[] }>('alerts')).alerts;
  }

  /** Measurements that carry the id of one of the traces, of the last hour. */
  async exemplarsOf(traceIds: readonly string[], selector: string): Promise<Exemplar[]> {
    const end = Date.now() / 1_000;
    const found = await this.#prometheus<
      { seriesLabels: Record<string, string>; exemplars: { labels: Record<string, string>; value: string }[] }[]
    >(`query_exemplars?query=${encodeURIComponent(selector)}&start=${end - 3_600}&end=${end}`);
    return found.flatMap(({ seriesLabels, exemplars }) =>
      exemplars
        .map(({ labels, value }) => ({ traceId: labels['trace_id'] ?? '', labels: seriesLabels, value: Number(value) }))
        .filter(({ traceId }) => traceIds.includes(traceId)),
    );
  }

  async #prometheus<Data>(path: string): Promise<Data> {
    const { status, body } = await this.#ask('prometheus', (url) => httpJson(`${url}/api/v1/${path}`, { timeoutMs }));
    if (status === 200) return (body as { data: Data }).data;
    const said = (body as { error?: string } | undefined)?.error;
    if (said === undefined) throw this.#unexpected('prometheus', status, body);
    throw new FairwayError(status === 400 || status === 422 ? 'usage' : 'failed', 'Prometheus cannot evaluate this.', {
      cause: said,
      hint: 'PromQL: https://prometheus.io/docs/prometheus/latest/querying/basics/',
    });
  }

  /** The lines that a query in LogsQL finds, oldest first. */
  async lines(query: string): Promise<StoredLine[]> {
    const asked = `${query} | fields _time, service.name, trace_id, _msg | sort by (_time) | limit ${linesMax}`;
    const { status, text } = await this.#ask('log-store', (url) =>
      httpText(`${url}/select/logsql/query?query=${encodeURIComponent(asked)}`, { timeoutMs }),
    );
    if (status !== 200) throw this.#unexpected('log-store', status, text);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, string>)
      .map((found) => ({
        time: found['_time'] ?? '',
        service: found['service.name'] ?? '',
        traceId: found['trace_id'] ?? null,
        line: found['_msg'] ?? '',
      }));
  }

  /** In the order of their starts; empty for a trace that the store does not have. */
  async spansOf(traceId: string): Promise<Span[]> {
    const { status, body } = await this.#ask('trace-store', (url) =>
      httpJson(`${url}/api/traces/${traceId}`, { timeoutMs }),
    );
    if (status === 404) return [];
    if (status !== 200) throw this.#unexpected('trace-store', status, body);
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
    return `http://127.0.0.1:${this.#state.ports.telemetry[server]}`;
  }

  /** The kernel accepts connections for a process that is frozen, so a server may be silent as well as away. */
  async #ask<Answer>(server: TelemetryName, ask: (url: string) => Promise<Answer>): Promise<Answer> {
    const port = telemetryProcesses(this.#state.ports).find(({ name }) => name === server)?.port;
    try {
      return await ask(`http://127.0.0.1:${port}`);
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      throw new FairwayError(
        isLate ? 'timed_out' : 'not_running',
        isLate ? `${server} does not answer within ${timeoutMs / 1_000} s.` : `${server} does not answer.`,
        {
          cause: isLate ? this.#logOf(server) : `${messageOf(error)}\n${this.#logOf(server)}`,
          hint: this.#restart(server),
        },
      );
    }
  }

  #unexpected(server: TelemetryName, status: number, body: unknown): FairwayError {
    return new FairwayError('failed', `${server} answered ${status}.`, {
      cause: `${JSON.stringify(body)}\n${this.#logOf(server)}`,
      hint: this.#restart(server),
    });
  }

  #logOf(server: TelemetryName): string {
    return `Its log is ${logFileOf(this.#instance, server)}`;
  }

  #restart(server: TelemetryName): string {
    const pid = this.#state.processes.find(({ name }) => name === server)?.process?.pid;
    const restart = pid === undefined ? '' : ` \`kill -9 ${pid}\` ends it, and the supervisor starts it again.`;
    return `\`./fairway status\` shows whether it runs.${restart}`;
  }
}

type Point = readonly [seconds: number, value: string];

type Found =
  | { readonly resultType: 'vector'; readonly result: readonly { readonly metric: Labels; readonly value: Point }[] }
  | { readonly resultType: 'matrix'; readonly result: readonly { readonly metric: Labels; readonly values: Point[] }[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Point };

const evaluated = (labels: Labels, [seconds, value]: Point): Evaluated => ({
  labels,
  value,
  time: new Date(seconds * 1_000).toISOString(),
});

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
