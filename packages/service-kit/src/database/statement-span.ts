import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import pg from 'pg';
import { isSampled } from '../telemetry/is-sampled.js';

const tracer = trace.getTracer('@fairway/service-kit');

/** Where the statement runs, as `pg.Client` knows it. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
}

/**
 * The span of a statement, with the attributes of OpenTelemetry's conventions for databases. Undefined when the trace
 * is not recorded. Parameters are rows, and therefore personal data; they are never in it.
 */
export function startStatementSpan(sql: string, { host, port, database = '' }: Place): Span | undefined {
  if (!isSampled(context.active())) return undefined;
  const operation = /^(?:\s|\/\*.*?\*\/)*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? 'SQL';
  const attributes = {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'db.operation.name': operation,
    'db.query.text': sql,
    'server.address': host,
    'server.port': port,
  };
  return tracer.startSpan(operation, { kind: SpanKind.CLIENT, attributes });
}

/** @param error why the statement failed; absent when it did not */
export function endStatementSpan(span: Span, error?: unknown): void {
  if (error instanceof Error) {
    const state = error instanceof pg.DatabaseError ? error.code : undefined;
    if (state !== undefined) span.setAttribute('db.response.status_code', state);
    span.setAttribute('error.type', state ?? error.name).setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
