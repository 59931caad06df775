import { context, propagation, type Span, SpanKind, trace } from '@opentelemetry/api';
import { type Envelope, eventTypeOf, readEnvelope, readEvent } from '../cloud-event.js';
import type { IncomingRecord } from '../kafka/kafka-port.js';
import type { Assignment } from './assignment.js';
import { messagingAttributes } from '../messaging-attributes.js';
import type { EventHandler, HandledEvent } from './event-handler.js';
import { errorOf } from './failure.js';

/** A record on its way through the consumer: an event, or an unreadable record that becomes a dead letter. */
export type Delivery = EventDelivery | UnreadableDelivery;

export interface EventDelivery extends Common {
  readonly identity: EventIdentity;
  readonly event: HandledEvent;
  readonly span: Span;
}

export interface UnreadableDelivery extends Common {
  /** Absent when the record is not an event of this consumer at all, whoever produced it. */
  readonly identity: EventIdentity | undefined;
  readonly event: undefined;
  readonly unreadable: Error;
}

export interface EventIdentity {
  readonly id: string;
  readonly type: string;
}

interface Common {
  readonly record: IncomingRecord;
  /** Deliveries of one lane are handled one after the other: the events of one key. */
  readonly lane: string;
  readonly assignment: Assignment;
  /** Fields of its log lines. */
  readonly logFields: object;
  failedAttempts: number;
  transientFailures: number;
  /** `LetterRuns.handledCount` of its type at the first failure. */
  handledBefore?: number;
}

const tracer = trace.getTracer('@fairway/messaging');

export function laneOf({ topic, key }: { readonly topic: string; readonly key: Buffer | null }): string {
  return `${topic} ${key?.toString() ?? ''}`;
}

/** Creates a delivery from a record; undefined when `definitions` lacks its type: it is for other consumers. */
export function deliveryOf(
  record: IncomingRecord,
  definitions: ReadonlyMap<string, EventHandler['event']>,
  assignment: Assignment,
  group: string,
): Delivery | undefined {
  const { topic, partition, offset } = record;
  const common = { record, assignment, lane: laneOf(record), failedAttempts: 0, transientFailures: 0 };
  const place = { topic, partition, offset: Number(offset) };
  let envelope: Envelope | undefined;
  try {
    const definition = definitions.get(eventTypeOf(record));
    if (definition === undefined) return undefined;
    envelope = readEnvelope(record);
    const received = readEvent(record, envelope, definition);
    const parent = propagation.extract(context.active(), { traceparent: received.traceparent });
    const span = tracer.startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER }, parent);
    if (span.isRecording())
      span.setAttributes({
        ...messagingAttributes('process', topic, received),
        'messaging.consumer.group.name': group,
        'messaging.destination.partition.id': String(partition),
        'messaging.kafka.offset': Number(offset),
      });
    const event = { ...received, context: trace.setSpan(parent, span) };
    const { id, type } = event;
    const about = { traceId: span.spanContext().traceId, eventId: id, type, ...definition.logFields(event.data) };
    return { ...common, identity: event, event, span, logFields: { ...about, ...place } };
  } catch (error) {
    const lane = record.key === null ? `${topic} ${partition}:${offset}` : common.lane;
    const unreadable = errorOf(error);
    return envelope === undefined
      ? { ...common, lane, identity: undefined, event: undefined, unreadable, logFields: place }
      : {
          ...common,
          identity: envelope,
          event: undefined,
          unreadable,
          logFields: { eventId: envelope.id, type: envelope.type, ...place },
        };
  }
}
