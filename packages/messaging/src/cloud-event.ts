import { dataSchemaOf, type EventDefinition } from '@fairway/contracts';
import { z } from 'zod';
import type { IncomingRecord } from './kafka/kafka-port.js';

/** An event as a handler gets it: the CloudEvents attributes, the checked data, and where its record lies. */
export interface ReceivedEvent<Data = unknown> {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly data: Data;
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** W3C trace context of the producer, when it sent one. */
  readonly traceparent: string | undefined;
}

/** The record is no event of ours, whoever put it there. No retry will mend it. */
export class UndecodableRecordError extends Error {
  override readonly name = 'UndecodableRecordError';
}

const envelopeSchema = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.uuid(),
  ce_type: z.string().min(1),
  ce_source: z.string().min(1),
  ce_time: z.iso.datetime({ offset: true }),
  ce_dataschema: z.string().optional(),
  traceparent: z.string().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/**
 * The CloudEvents type of a record, before anything else in it is looked at: most records of a shared topic are for
 * others.
 * @throws UndecodableRecordError when it has none
 */
export function eventTypeOf(record: IncomingRecord): string {
  const type = record.headers.get('ce_type');
  if (type === undefined) throw new UndecodableRecordError('The record is no CloudEvent: it has no header ce_type');
  return type.toString();
}

/**
 * Attributes of a record in CloudEvents 1.0 binary mode (Kafka protocol binding: headers `ce_*`).
 * @throws UndecodableRecordError when the record is no CloudEvent
 */
export function readEnvelope(record: IncomingRecord): Envelope {
  const headers = Object.fromEntries([...record.headers].map(([name, content]) => [name, content.toString()]));
  const parsed = envelopeSchema.safeParse(headers);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UndecodableRecordError(`The record is no CloudEvent of version 1.0: missing or wrong headers ${wrong}`);
}

/**
 * The event in a record, its data checked against the contract.
 * @throws UndecodableRecordError when the data is not JSON, or not of this event's schema
 */
export function readEvent(record: IncomingRecord, envelope: Envelope, definition: EventDefinition): ReceivedEvent {
  const expected = dataSchemaOf(definition);
  if (envelope.ce_dataschema !== undefined && envelope.ce_dataschema !== expected) {
    throw new UndecodableRecordError(`This consumer reads ${expected}, the record has ${envelope.ce_dataschema}`);
  }
  const data = definition.data.safeParse(parseJson(record.value));
  if (!data.success) {
    // Paths and reasons only: values may be personal data, and this text ends in headers and logs.
    const wrong = data.error.issues.map((issue) => `/${issue.path.join('/')} (${issue.code})`).join(', ');
    throw new UndecodableRecordError(`The data does not match ${expected} at ${wrong}`);
  }
  return {
    id: envelope.ce_id,
    type: envelope.ce_type,
    source: envelope.ce_source,
    time: envelope.ce_time,
    data: data.data,
    key: record.key?.toString() ?? '',
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    traceparent: envelope.traceparent,
  };
}

function parseJson(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch {
    throw new UndecodableRecordError('The value is not JSON');
  }
}
