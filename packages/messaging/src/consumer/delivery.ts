import { context, propagation, type Span, SpanKind, trace } from '@opentelemetry/api';
import { eventTypeOf, readEnvelope, readEvent } from '../cloud-event.js';
import type { IncomingRecord } from '../kafka/kafka-port.js';
import type { Assignment } from './assignment.js';
import type { EventHandler, HandledEvent } from './event-handler.js';

/** An event on its way through the consumer. */
export interface Delivery {
  readonly event: HandledEvent;
  /** What its log lines say it is about. */
  readonly logFields: object;
  readonly record: IncomingRecord;
  readonly span: Span;
  readonly assignment: Assignment;
  failedAttempts: number;
  transientFailures: number;
}

const tracer = trace.getTracer('@fairway/messaging');

/**
 * Makes a delivery of a record; undefined when its type is none of `definitions`.
 * @throws UndecodableRecordError when the record is no event, or its data breaks the contract
 */
export function deliveryOf(
  record: IncomingRecord,
  definitions: ReadonlyMap<string, EventHandler['event']>,
  assignment: Assignment,
): Delivery | undefined {
  const definition = definitions.get(eventTypeOf(record));
  if (definition === undefined) return undefined;
  const received = readEvent(record, readEnvelope(record), definition);
  const parent = propagation.extract(context.active(), { traceparent: received.traceparent });
  const span = tracer.startSpan(`process ${received.type}`, { kind: SpanKind.CONSUMER }, parent);
  const event = { ...received, context: trace.setSpan(parent, span) };
  const { id, type, topic, partition } = event;
  const logFields = {
    traceId: span.spanContext().traceId,
    eventId: id,
    type,
    ...definition.logFields(event.data),
    topic,
    partition,
    offset: Number(event.offset),
  };
  return { event, logFields, record, span, assignment, failedAttempts: 0, transientFailures: 0 };
}
