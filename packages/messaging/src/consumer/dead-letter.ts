import type { IncomingRecord, OutgoingRecord, RecordHeaders } from '../kafka/kafka-port.js';

export interface DeadLetterCause {
  readonly consumer: string;
  readonly error: Error;
  readonly attempts: number;
}

/** How often a record or event was sent again after it had become a dead letter. */
export const replayCountHeader = 'dlq-replay-count';

const parts = ['value', 'headers', 'key'] as const;
type Part = (typeof parts)[number];

/** The headers a letter adds. A record that is replayed and fails again has those of its last failure only. */
const factNames = new Set([
  'dlq-topic',
  'dlq-partition',
  'dlq-offset',
  'dlq-timestamp',
  'dlq-consumer',
  'dlq-error',
  'dlq-cause',
  'dlq-attempts',
  'dlq-at',
  'dlq-dropped',
  'dlq-value-bytes',
]);

/**
 * The dead letter of a record: on `<topic>.dlq`, in the same partition, with key, value and headers unchanged, so that
 * a replay only has to send it back. Headers `dlq-*` say where it came from, which consumer gave it up and why; they
 * replace those of an earlier letter, except `dlq-replay-count`.
 *
 * Later versions are smaller, for a broker that refuses the previous one: without the value, then without the headers,
 * then without the key. `dlq-dropped` lists what is missing; the original is at `dlq-topic`, `-partition`, `-offset`.
 */
export function deadLetterVersions(record: IncomingRecord, cause: DeadLetterCause): OutgoingRecord[] {
  const facts = factsOf(record, cause);
  return [0, 1, 2, 3].map((count) => letter(record, facts, parts.slice(0, count)));
}

function letter(record: IncomingRecord, facts: Record<string, string>, dropped: readonly Part[]): OutgoingRecord {
  const losses =
    dropped.length === 0
      ? {}
      : { 'dlq-dropped': dropped.join(','), 'dlq-value-bytes': String(record.value?.byteLength ?? 0) };
  const kept = dropped.includes('headers') ? [] : record.headers.filter(([name]) => !factNames.has(name));
  return {
    topic: `${record.topic}.dlq`,
    partition: record.partition,
    key: dropped.includes('key') ? null : record.key,
    value: dropped.includes('value') ? null : record.value,
    headers: [...kept, ...headersFrom({ ...facts, ...losses })],
  };
}

function factsOf(record: IncomingRecord, { consumer, error, attempts }: DeadLetterCause): Record<string, string> {
  return {
    'dlq-topic': record.topic,
    'dlq-partition': String(record.partition),
    'dlq-offset': String(record.offset),
    'dlq-timestamp': isoTime(record.timestampMs),
    'dlq-consumer': consumer,
    'dlq-error': excerpt(error.name, 100),
    'dlq-cause': excerpt(error.message, 1_000),
    'dlq-attempts': String(attempts),
    'dlq-at': new Date().toISOString(),
  };
}

function headersFrom(facts: Record<string, string>): RecordHeaders {
  return Object.entries(facts).map(([name, value]) => [name, Buffer.from(value)] as const);
}

/** A producer may write any number as the timestamp; years after 275760 are not valid Dates. */
function isoTime(timestampMs: number): string {
  const time = new Date(timestampMs);
  return Number.isNaN(time.getTime()) ? String(timestampMs) : time.toISOString();
}

/** Cutting may split a surrogate pair, and half of one is not valid UTF-8. */
function excerpt(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).toWellFormed();
}
