import { propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { messagingAttributes } from '../messaging-attributes.js';
import type { TakenRow } from './outbox-queue.js';

const tracer = trace.getTracer('@fairway/messaging');

/** The spans of one send: one for each event whose trace is recorded, in that trace. */
export class SendSpans {
  readonly #spans = new Map<TakenRow, Span>();

  constructor(rows: readonly TakenRow[]) {
    for (const row of rows) {
      if (!isRecorded(row.headers)) continue;
      const attributes = messagingAttributes('send', row.topic, row);
      const cause = propagation.extract(ROOT_CONTEXT, row.headers);
      this.#spans.set(row, tracer.startSpan(`send ${row.topic}`, { kind: SpanKind.PRODUCER, attributes }, cause));
    }
  }

  /** The headers of the row's record: whoever consumes it continues the trace behind the send. */
  headersOf(row: TakenRow): Readonly<Record<string, string>> {
    const span = this.#spans.get(row);
    if (span === undefined) return row.headers;
    const headers = { ...row.headers };
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);
    return headers;
  }

  succeeded(): void {
    for (const span of this.#spans.values()) span.end();
  }

  failed(error: unknown): void {
    const type = error instanceof Error ? error.name : 'unknown';
    for (const span of this.#spans.values())
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR }).end();
  }
}

/** Read from the text (W3C Trace Context: the lowest bit of the last field), since most events are not traced. */
function isRecorded({ traceparent }: Readonly<Record<string, string>>): boolean {
  return traceparent !== undefined && (Number.parseInt(traceparent.slice(-1), 16) & 1) === 1;
}
