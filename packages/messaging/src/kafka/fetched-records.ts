import { type fetchV17, IS_CONTROL, IS_TRANSACTIONAL } from '@platformatic/kafka';
import type { IncomingRecord } from './kafka-port.js';

/** Behind the last batch of a fetch; undefined when it brought nothing. */
export function nextOffset({ records }: fetchV17.FetchResponsePartition): bigint | undefined {
  const last = records?.at(-1);
  return last === undefined ? undefined : last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
}

/**
 * The records from `offset` on, without markers and without those of aborted transactions. The broker names the
 * transactions that were aborted; a batch is of one when its producer's transaction began before and no marker has ended
 * it since. (The client's own filter lets records pass whose marker comes with a later fetch, and knows one aborted
 * transaction of a producer in a fetch.)
 */
export function* deliverableRecords(topic: string, fetched: fetchV17.FetchResponsePartition, offset: bigint): Generator<IncomingRecord> {
  const toCome = (fetched.abortedTransactions ?? []).toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  for (const batch of fetched.records ?? []) {
    const lastOffset = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    for (; toCome[0] !== undefined && toCome[0].firstOffset <= lastOffset; toCome.shift()) aborting.add(toCome[0].producerId);
    if (batch.attributes & IS_CONTROL) {
      aborting.delete(batch.producerId);
      continue;
    }
    if (batch.attributes & IS_TRANSACTIONAL && aborting.has(batch.producerId)) continue;
    for (const record of batch.records) {
      const recordOffset = batch.firstOffset + BigInt(record.offsetDelta);
      if (recordOffset < offset) continue;
      yield {
        topic,
        partition: fetched.partitionIndex,
        offset: recordOffset,
        timestampMs: Number(batch.firstTimestamp + record.timestampDelta),
        key: record.key,
        value: record.value,
        headers: record.headers.map(([name, value]) => [name?.toString() ?? '', value]),
      };
    }
  }
}
