import { headerOf, type IncomingRecord, type RecordHeaders, replayCountHeader } from '@fairway/messaging';

/** Something that the platform has given up and that waits for a person. */
export interface DeadLetter {
  /** Names it on the command line; says where it lies. */
  readonly id: string;
  readonly place: string;
  /** Names the event's first record: letters of several services, and those of earlier replays, share it. */
  readonly origin: string;
  /** Where it goes when it is replayed; its place itself when that is not a topic, but what a service has given up. */
  readonly topic: string;
  /** Null for a record without a key, which has no order to keep. */
  readonly key: string | null;
  /** The service that gave it up. */
  readonly consumer: string;
  readonly cause: string;
  readonly attempts: number | null;
  readonly at: Date;
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** When the event happened; null for one that no service can have handled. */
  readonly happenedAt: Date | null;
  /** Its consumer did not try it, because an event of its key before it was a letter already. */
  readonly parked: boolean;
  /** How often it has been replayed, and has come back. */
  readonly replays: number;
  /** Why it cannot be replayed as it is; undefined for one that can. */
  readonly obstacle: string | undefined;
}

const originHeader = 'dlq-origin';
const recordPlace = /^[^/]+\/\d{1,9}\/\d{1,18}$/;

/** The dead letter that lies on `<topic>.dlq` as this record; the contract of its headers is messaging's. */
export function readDeadLetter(record: IncomingRecord): DeadLetter {
  const header = (name: string) => headerOf(record, name)?.toString();
  // Not what `dlq-topic` says: anyone who may write a letter here could send it to any topic.
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
  if (claimed !== topic) return `it says that it comes from the topic "${claimed}", whose letters do not lie here`;
  const dropped = header('dlq-dropped');
  if (dropped === undefined) return undefined;
  const origin = `${topic}[${header('dlq-partition') ?? '?'}] @ ${header('dlq-offset') ?? '?'}`;
  return `its ${dropped.replaceAll(',', ', ')} did not fit into a letter; the original lies at ${origin} while that topic keeps it`;
}

export function letterId({ topic, partition, offset }: Pick<IncomingRecord, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

/** The headers of the record as it was, without what burying it added. They say how often it went back, and from where first. */
export function replayedHeaders(headers: RecordHeaders, { origin, replays }: DeadLetter): RecordHeaders {
  const added = { [replayCountHeader]: String(replays + 1), [originHeader]: origin };
  return [
    ...headers.filter(([name]) => !name.startsWith('dlq-')),
    ...Object.entries(added).map(([name, text]) => [name, Buffer.from(text)] as const),
  ];
}

// An HTTP status and a version name the fault; other numbers are those of the letter.
const faultNumber =
  /(\b(?:status|answered|http)(?: code)?:? [1-5]\d\d\b|\bv(?:ersion:? )?\d+(?:\.\d+)*\b|(?<![\d.])\d+\.\d+\.\d+(?!\.?\d))|\d+/gi;

/** The cause without what differs from letter to letter, so that letters of one fault share it. */
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
