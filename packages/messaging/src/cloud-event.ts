import { dataSchemaOf, type EventDefinition } from '@fairway/contracts';
import { headerOf, type IncomingRecord } from './kafka/kafka-port.js';

/** An event as a handler gets it: the CloudEvents attributes, the validated data, and the place of its record. */
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
  /** W3C trace context of the producer, if it sent one. */
  readonly traceparent: string | undefined;
}

/** The record is not a valid event of the platform. No retry can fix it. */
class UndecodableRecordError extends Error {
  override readonly name = 'UndecodableRecordError';
}

export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly dataSchema: string | undefined;
  readonly traceparent: string | undefined;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The CloudEvents type of a record, read before anything else: most records of a shared topic are for other consumers.
 * @throws UndecodableRecordError when the record has no type
 */
export function eventTypeOf(record: IncomingRecord): string {
  const type = headerOf(record, 'ce_type');
  if (type === undefined) throw new UndecodableRecordError('The record is not a CloudEvent: it has no header ce_type');
  return type.toString();
}

/**
 * Reads the attributes of a record in CloudEvents 1.0 binary mode (Kafka protocol binding: headers `ce_*`).
 * @throws UndecodableRecordError when the record is not a CloudEvent
 */
export function readEnvelope(record: IncomingRecord): Envelope {
  const text = (name: string) => headerOf(record, name)?.toString();
  // PostgreSQL returns uuids in lower case. With the original spelling, the inbox would not recognise its own row.
  const [id, type, source, time] = [text('ce_id')?.toLowerCase(), text('ce_type'), text('ce_source'), text('ce_time')];
  const wrong: string[] = [];
  if (text('ce_specversion') !== '1.0') wrong.push('ce_specversion');
  if (id === undefined || !uuid.test(id)) wrong.push('ce_id');
  if (!type) wrong.push('ce_type');
  if (!source) wrong.push('ce_source');
  if (time === undefined || Number.isNaN(Date.parse(time))) wrong.push('ce_time');
  if (wrong.length > 0 || !id || !type || !source || !time) {
    throw new UndecodableRecordError(
      `The record is not a CloudEvent of version 1.0: missing or wrong headers ${wrong.join(', ')}`,
    );
  }
  return { id, type, source, time, dataSchema: text('ce_dataschema'), traceparent: text('traceparent') };
}

/**
 * Reads the event of a record and validates its data against the contract.
 * @throws UndecodableRecordError when the data is not JSON or does not match the event's schema
 */
export function readEvent(record: IncomingRecord, envelope: Envelope, definition: EventDefinition): ReceivedEvent {
  const expected = dataSchemaOf(definition);
  const { dataSchema, ...attributes } = envelope;
  if (dataSchema !== undefined && dataSchema !== expected) {
    throw new UndecodableRecordError(`This consumer reads ${expected}, but the record has ${dataSchema}`);
  }
  const data = definition.data.safeParse(parseJson(record.value));
  if (!data.success) {
    // Only paths and reasons: values may be personal data, and this text goes to headers and logs.
    const wrong = data.error.issues.map((issue) => `/${issue.path.join('/')} (${issue.code})`).join(', ');
    throw new UndecodableRecordError(`The data does not match ${expected} at ${wrong}`);
  }
  return {
    ...attributes,
    data: data.data,
    key: record.key?.toString() ?? '',
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
  };
}

function parseJson(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch {
    throw new UndecodableRecordError('The value is not JSON');
  }
}
