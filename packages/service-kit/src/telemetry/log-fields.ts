import { context, createContextKey, trace, type Context } from '@opentelemetry/api';

/** Ids that say what a log line is about, for example `{ userId }`. Never payloads or personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

const fieldsKey = createContextKey('fairway.log-fields');

/**
 * Adds fields to all later log lines of the current request or handler, including its access line. Outside of one it
 * does nothing.
 */
export function addLogFields(fields: LogFields): void {
  const current = fieldsOf(context.active());
  if (current !== undefined) Object.assign(current, fields);
}

/** Creates a context whose log lines carry the fields. It keeps the object, and `addLogFields` writes into it. */
export function contextWithLogFields(parent: Context, fields: LogFields): Context {
  return parent.setValue(fieldsKey, fields);
}

/** A copy of the current log fields with the ids of the current span. */
export function currentLogFields(): Record<string, unknown> {
  const active = context.active();
  const span = trace.getSpanContext(active);
  const fields = fieldsOf(active);
  return span === undefined ? { ...fields } : { ...fields, traceId: span.traceId, spanId: span.spanId };
}

export function fieldsOf(active: Context): LogFields | undefined {
  return active.getValue(fieldsKey) as LogFields | undefined;
}
