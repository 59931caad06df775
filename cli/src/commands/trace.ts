import { domain } from '@fairway/domain';
import { FairwayError } from '@fairway/errors';
import { attributeOf } from '@fairway/observability';
import type { Command } from '../command-line/context.js';
import type { Style } from '../command-line/style.js';
import { findInstance } from '../instance/instance.js';
import { parseLogLine } from '../logs/log-line.js';
import { type Sample, type Span, type StoredLine, TelemetryApi } from '../telemetry/telemetry-api.js';

export interface TraceResult {
  readonly traces: readonly { readonly traceId: string; readonly spans: readonly Span[] }[];
  readonly lines: readonly StoredLine[];
  /** Measurements that were made in these traces. */
  readonly measurements: readonly Sample[];
}

const { entity } = domain;
const isTraceId = (id: string) => /^[0-9a-f]{32}$/.test(id);
const histograms = '{__name__=~".+_seconds_bucket"}';

/** The spans, log lines and measurements of a trace, or of all traces of one entity. */
export const trace: Command<{ instance: string; id: string }, TraceResult> = {
  async run({ id, ...input }, { root }) {
    const api = TelemetryApi.of(findInstance(root, input.instance));
    const lines = await api.lines(isTraceId(id) ? `trace_id:"${id}"` : `${attributeOf(entity.idName)}:"${id}"`);
    const ofLines = new Set(lines.flatMap(({ traceId }) => traceId ?? []));
    const traceIds = isTraceId(id) ? [id] : [...ofLines];
    const traces = await Promise.all(traceIds.map(async (traceId) => ({ traceId, spans: await api.spansOf(traceId) })));
    const measurements = await api.exemplarsOf(traceIds, histograms);
    if (lines.length === 0 && traces.every(({ spans }) => spans.length === 0)) {
      throw new FairwayError('not_found', `No span and no log line belongs to ${id}.`, {
        hint: `They arrive some seconds after the request. The id is that of a trace, or of ${entity.withArticle}: ${entity.idHint}`,
      });
    }
    return { traces: traces.filter(({ spans }) => spans.length > 0), lines, measurements };
  },

  render({ traces, lines, measurements }, style) {
    return [
      ...traces.flatMap(({ traceId, spans }) => [style.bold(`trace ${traceId}`), ...spans.map(spanLine(spans, style))]),
      '',
      style.bold(`${lines.length} log lines`),
      ...lines.map((line) => logLine(line, style)),
      '',
      style.bold(`${measurements.length} measurements`),
      ...measurements.map(measurementLine),
    ].join('\n');
  },
};

function spanLine(spans: readonly Span[], style: Style) {
  const startMicros = Math.min(...spans.map(({ startedAtMicros }) => startedAtMicros));
  return ({ service, name, startedAtMicros, durationMicros, failed }: Span) => {
    const offset = `+${((startedAtMicros - startMicros) / 1_000).toFixed(1)} ms`;
    const duration = `${(durationMicros / 1_000).toFixed(1)} ms`;
    return `${offset.padStart(12)}  ${duration.padStart(10)}  ${service.padEnd(16)}  ${failed ? style.red(name) : name}`;
  };
}

function logLine({ time, service, line }: StoredLine, style: Style): string {
  const { level, message } = parseLogLine(service, line);
  return `  ${time}  ${service.padEnd(16)}  ${level === 'error' ? style.red(level) : level}  ${message}`;
}

function measurementLine({ labels, value }: Sample): string {
  const { __name__: name = '', service = '', le: _bound, instance: _address, job: _job, ...others } = labels;
  const rest = Object.entries(others).map(([label, text]) => `${label}=${text}`);
  return `  ${service.padEnd(16)}  ${name.replace(/_bucket$/, '')}  ${value} s  ${rest.join(' ')}`;
}
