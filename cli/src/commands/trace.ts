import { domain } from '@fairway/domain';
import { FairwayError } from '@fairway/errors';
import { attributeOf } from '@fairway/observability';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { printableLine } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';
import { findInstance } from '../instance/instance.js';
import { toRequest } from '../journey/http-requests.js';
import { parseLogLine, renderLogText } from '../logs/log-line.js';
import { type Exemplar, type Span, type StoredLine, TelemetryApi } from '../telemetry/telemetry-api.js';

export interface TraceResult {
  /** Of the trace, or of the entity. */
  readonly id: string;
  readonly traces: readonly { readonly traceId: string; readonly spans: readonly Span[] }[];
  readonly lines: readonly StoredLine[];
  /** Measurements that were made in these traces. */
  readonly measurements: readonly Exemplar[];
  /** The number of reads of the entity over HTTP. They change nothing, so they are not listed. */
  readonly reads: number;
}

const { entity } = domain;
const isTraceId = (id: string) => /^[0-9a-f]{32}$/.test(id);
const histograms = '{__name__=~".+_seconds_bucket"}';

/** The spans, log lines and measurements of a trace, or of all traces of one entity. */
export const trace: Command<{ instance: string; id: string }, TraceResult> = {
  async run({ id, ...input }, { root }) {
    const api = TelemetryApi.of(findInstance(root, input.instance));
    const found = await api.lines(isTraceId(id) ? `trace_id:"${id}"` : `${attributeOf(entity.idName)}:"${id}"`);
    // A client that waits for an entity reads it several times a second.
    const lines = isTraceId(id) ? found : found.filter((line) => !isRead(line));
    const traceIds = isTraceId(id) ? [id] : [...new Set(lines.flatMap(({ traceId }) => traceId ?? []))];
    const traces = await Promise.all(traceIds.map(async (traceId) => ({ traceId, spans: await api.spansOf(traceId) })));
    const measurements = await api.exemplarsOf(traceIds, histograms);
    if (found.length === 0 && traces.every(({ spans }) => spans.length === 0)) {
      throw new FairwayError('not_found', `No span and no log line belongs to ${id}.`, {
        hint: `They arrive some seconds after the request, and spans are lost when the trace store restarts. ${entity.idHint}`,
      });
    }
    return {
      id,
      traces: traces.filter(({ spans }) => spans.length > 0),
      lines,
      measurements,
      reads: found.length - lines.length,
    };
  },

  render({ id, traces, lines, measurements, reads }, style) {
    return [
      ...traces.flatMap(({ traceId, spans }) => [style.bold(`trace ${traceId}`), ...spans.map(spanLine(spans, style))]),
      '',
      style.bold(counted(lines.length, 'log line')),
      ...lines.map((line) => logLine(line, id, style)),
      '',
      style.bold(counted(measurements.length, 'measurement')),
      ...measurements.map(measurementLine),
      ...(reads === 0 ? [] : ['', `${counted(reads, 'read')} over HTTP not shown`]),
    ].join('\n');
  },
};

function isRead({ service, line }: StoredLine): boolean {
  const request = toRequest(parseLogLine(service, line));
  return request?.method === 'GET' && request.status < 500;
}

function spanLine(spans: readonly Span[], style: Style) {
  const startMicros = Math.min(...spans.map(({ startedAtMicros }) => startedAtMicros));
  return ({ service, name, startedAtMicros, durationMicros, failed }: Span) => {
    const offset = `+${((startedAtMicros - startMicros) / 1_000).toFixed(1)} ms`;
    const duration = `${(durationMicros / 1_000).toFixed(1)} ms`;
    const text = printableLine(name);
    return `${offset.padStart(12)}  ${duration.padStart(10)}  ${service.padEnd(16)}  ${failed ? style.red(`✗ ${text}`) : `  ${text}`}`;
  };
}

/** Without the fields that say where the line belongs. */
function logLine({ time, service, line }: StoredLine, id: string, style: Style): string {
  const parsed = parseLogLine(service, line);
  const fields = Object.fromEntries(
    Object.entries(parsed.fields).filter(([name, value]) => !['traceId', 'spanId'].includes(name) && value !== id),
  );
  return `  ${parsed.time ?? time}  ${service.padEnd(16)}  ${renderLogText({ ...parsed, fields }, style)}`;
}

function measurementLine({ labels, value }: Exemplar): string {
  const { __name__: name = '', service = '', le: _bound, instance: _address, job: _job, ...others } = labels;
  const rest = Object.entries(others).map(([label, text]) => `${label}=${text}`);
  return `  ${service.padEnd(16)}  ${name.replace(/_bucket$/, '')}  ${(value * 1_000).toFixed(1)} ms  ${rest.join(' ')}`.trimEnd();
}
