import { headerOf, type IncomingRecord } from '@fairway/messaging';
import type { TopicReader } from '../kafka/topic-reader.js';

/** A record of a topic, with the CloudEvents attributes from its headers. */
export interface EventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When the relay sent it. */
  readonly sentAt: Date;
  readonly key: string;
  readonly eventId: string | undefined;
  readonly eventType: string | undefined;
  /** When the event happened. */
  readonly eventTime: string | undefined;
  readonly traceId: string | undefined;
  /** For a dead letter: which service gave it up, and why. */
  readonly deadLetter: { readonly consumer: string; readonly cause: string } | undefined;
}

export interface RecordWindow {
  readonly topics: readonly string[];
  readonly from: Date;
  /** Records sent later are not read; undefined to read all existing ones. */
  readonly until: Date | undefined;
}

/**
 * The records of the window that are `wanted`. That function is called before decoding, because most records belong to
 * other entities.
 */
export async function readEventRecords(
  reader: TopicReader,
  { topics, ...window }: RecordWindow,
  wanted: (record: IncomingRecord) => boolean,
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  for await (const records of reader.read(await reader.ranges(topics, window)))
    found.push(...records.filter(wanted).map(decode));
  return found;
}

export function traceIdOf(record: IncomingRecord): string | undefined {
  return headerOf(record, 'traceparent')?.toString().split('-')[1];
}

function decode(record: IncomingRecord): EventRecord {
  const header = (name: string) => headerOf(record, name)?.toString();
  const consumer = header('dlq-consumer');
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset.toString(),
    sentAt: new Date(record.timestampMs),
    key: record.key?.toString() ?? '',
    eventId: header('ce_id'),
    eventType: header('ce_type'),
    eventTime: header('ce_time'),
    traceId: traceIdOf(record),
    deadLetter: consumer === undefined ? undefined : { consumer, cause: header('dlq-cause') ?? '' },
  };
}
