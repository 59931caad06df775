import { type fetchV17, IS_CONTROL, IS_TRANSACTIONAL, type RecordsBatch } from '@platformatic/kafka';
import type { IncomingRecord, TopicPartition } from './kafka-port.js';

/** The offset after the last batch of a fetch; undefined when the fetch was empty. */
export function nextOffset({ records }: fetchV17.FetchResponsePartition): bigint | undefined {
  const last = records?.at(-1);
  return last && offsetAfter(last);
}

/** The offset after a batch. */
export function offsetAfter({ firstOffset, lastOffsetDelta }: RecordsBatch): bigint {
  return firstOffset + BigInt(lastOffsetDelta) + 1n;
}

/** The records of a batch. A control batch contains markers, not records. */
export function* recordsIn(batch: RecordsBatch, { topic, partition }: TopicPartition): Generator<IncomingRecord> {
  if (batch.attributes & IS_CONTROL) return;
  for (const record of batch.records) {
    yield {
      topic,
      partition,
      offset: batch.firstOffset + BigInt(record.offsetDelta),
      timestampMs: Number(batch.firstTimestamp + record.timestampDelta),
      key: record.key,
      value: record.value,
      headers: record.headers.map(([name, value]) => [name?.toString() ?? '', value]),
    };
  }
}

/**
 * The records from `offset` on, without markers and without those of aborted transactions. The broker lists the aborted
 * transactions; a batch belongs to one when its producer's transaction began before it and no marker has ended it
 * since. (The client's own filter passes records whose marker comes with a later fetch, and handles only one aborted
 * transaction per producer and fetch.)
 */
export function* deliverableRecords(
  topic: string,
  fetched: fetchV17.FetchResponsePartition,
  offset: bigint,
): Generator<IncomingRecord> {
  const toCome = (fetched.abortedTransactions ?? []).toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  for (const batch of fetched.records ?? []) {
    for (; toCome[0] !== undefined && toCome[0].firstOffset < offsetAfter(batch); toCome.shift())
      aborting.add(toCome[0].producerId);
    if (batch.attributes & IS_CONTROL) {
      aborting.delete(batch.producerId);
      continue;
    }
    if (batch.attributes & IS_TRANSACTIONAL && aborting.has(batch.producerId)) continue;
    for (const record of recordsIn(batch, { topic, partition: fetched.partitionIndex })) {
      if (record.offset >= offset) yield record;
    }
  }
}
