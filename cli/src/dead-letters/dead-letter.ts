import { headerOf, type IncomingRecord, type RecordHeaders, replayCountHeader } from '@fairway/messaging';

/** An event that the platform has given up and that waits for a decision. */
export interface DeadLetter {
  /** Identifies the letter on the command line and says where it is stored. */
  readonly id: string;
  readonly place: string;
  /** Identifies the event's first record: letters of several services, and those of earlier replays, share it. */
  readonly origin: string;
  /** The topic it is replayed to; for a letter in a service's own table, the name of that place. */
  readonly topic: string;
  /** Null for a record without a key, which has no order to preserve. */
  readonly key: string | null;
  /** The service that gave it up. */
  readonly consumer: string;
  readonly cause: string;
  readonly attempts: number | null;
  readonly at: Date;
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** When the event happened; null when no service can have handled it. */
  readonly happenedAt: Date | null;
  /** Its consumer did not try it, because an earlier event of its key was already a letter. */
  readonly parked: boolean;
  /** How often it has been replayed and has come back. */
  readonly replays: number;
  /** Why it cannot be replayed as it is; undefined if it can. */
  readonly obstacle: string | undefined;
}

const originHeader = 'dlq-origin';
const recordPlace = /^[^/]+\/\d{1,9}\/\d{1,18}$/;

/** Reads a record of `<topic>.dlq` as a dead letter; messaging defines its headers. */
export function readDeadLetter(record: IncomingRecord): DeadLetter {
  const header = (name: string) => headerOf(record, name)?.toString();
  // Not the header `dlq-topic`: anyone who may write a letter here could redirect it to any topic.
  const topic = record.topic.replace(/\.dlq$/, '');
  const told = header(originHeader) ?? `${topic}/${header('dlq-partition') ?? ''}/${header('dlq-offset') ?? ''}`;
  return {
    id: letterId(record),
    place: record.topic,
    origin: told.startsWith(`${topic}/`) && recordPlace.test(told) ? told : letterId(record),
    topic,
    key: record.key?.toString() ?? null,
    consumer: header('dlq-consumer') ?? 'unknown',
    cause: [header('dlq-error'), header('dlq-cause')].filter((text) => text).join(': ') || 'not told',
    attempts: numberIn(header('dlq-attempts')),
    at: dateIn(header('dlq-at')) ?? new Date(record.timestampMs),
    eventId: header('ce_id') ?? null,
    eventType: header('ce_type') ?? null,
    happenedAt: dateIn(header('ce_time')),
    parked: header('dlq-error') === 'KeyParkedError',
    replays: numberIn(header(replayCountHeader)) ?? 0,
    obstacle: obstacleIn(topic, header),
  };
}

function obstacleIn(topic: string, header: (name: string) => string | undefined): string | undefined {
  const claimed = header('dlq-topic') ?? topic;
  if (claimed !== topic) return `it claims to come from the topic "${claimed}", whose letters are not stored here`;
  const dropped = header('dlq-dropped');
  if (dropped === undefined) return undefined;
  const origin = `${topic}[${header('dlq-partition') ?? '?'}] @ ${header('dlq-offset') ?? '?'}`;
  return `its ${dropped.replaceAll(',', ', ')} did not fit into a letter; the original is at ${origin} for as long as that topic keeps it`;
}

export function letterId({ topic, partition, offset }: Pick<IncomingRecord, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

/**
 * The record's original headers, without those that its consumer added, plus how often it was replayed and where it
 * came from first.
 */
export function replayedHeaders(headers: RecordHeaders, { origin, replays }: DeadLetter): RecordHeaders {
  const added = { [replayCountHeader]: String(replays + 1), [originHeader]: origin };
  return [
    ...headers.filter(([name]) => !name.startsWith('dlq-')),
    ...Object.entries(added).map(([name, text]) => [name, Buffer.from(text)] as const),
  ];
}

// An HTTP status or a version identifies the fault; other numbers belong to the individual letter.
const faultNumber =
  /(\b(?:status|answered|http)(?: code)?:? [1-5]\d\d\b|\bv(?:ersion:? )?\d+(?:\.\d+)*\b|(?<![\d.])\d+\.\d+\.\d+(?!\.?\d))|\d+/gi;

/** The cause without the parts that differ between letters, so that letters with the same fault share it. */
export function maskCause(cause: string): string {
  return cause
    .replaceAll(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '<uuid>')
    .replaceAll(faultNumber, (number, kept: string | undefined) => (kept === undefined ? '<n>' : number))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function dateIn(text: string | undefined): Date | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : new Date(ms);
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
