import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ConnectionPool,
  type Consumer,
  type fetchV17,
  findErrorBy,
  ListOffsetTimestamps,
  type ResponseError,
} from '@platformatic/kafka';
import type { ClientOptions } from './client-options.js';
import { deliverableRecords, nextOffset } from './fetched-records.js';
import type { PartitionOffset, RecordListener, TopicPartition } from './kafka-port.js';

interface ReadPartition extends TopicPartition {
  offset: bigint;
  paused: boolean;
  /** Whether a fetch is in progress, or its records are being handed over. */
  busy: boolean;
}

// Per fetch and per partition. A fetch is parsed as a whole: with the client's default of 50 MB, a consumer that met a
// backlog of 300,000 records ran out of memory before handling one.
const maxBytes = 1_048_576;
// How long a fetch waits for the first record. While nothing comes, each costs the broker and this process about a
// millisecond: with half a second everywhere, an idle platform needed a fifth more CPU time.
const maxWaitMs = 2_000;
// A partition that is resumed waits for the end of the fetch in progress.
const maxWaitWhilePausedMs = 500;
const leaderRetryMs = 500;
// After this many records other work gets a turn: heartbeats, requests.
const recordsPerTurn = 100;

/**
 * Reads the partitions of one generation of the group, with one fetch at a time per broker. Ends with its generation.
 */
export class FetchLoop {
  readonly #consumer: Consumer;
  readonly #listener: RecordListener;
  readonly #partitions: readonly ReadPartition[];
  // A fetch waits for records: on the group's connections it would delay heartbeats and commits.
  readonly #connections: ConnectionPool;
  #topicIds = new Map<string, string>();
  #resumed: PromiseWithResolvers<void> | undefined;
  #stopped = false;

  constructor(
    consumer: Consumer,
    client: ClientOptions,
    positions: readonly PartitionOffset[],
    listener: RecordListener,
  ) {
    this.#consumer = consumer;
    this.#listener = listener;
    this.#partitions = positions.map((position) => ({ ...position, paused: false, busy: false }));
    this.#connections = new ConnectionPool(client.clientId, { ...client, requestTimeout: 20_000 });
  }

  start(): void {
    void this.#fill();
  }

  pause(): void {
    this.#resumed ??= Promise.withResolvers();
  }

  resume(): void {
    this.#resumed?.resolve();
    this.#resumed = undefined;
    void this.#fill();
  }

  pausePartition(partition: TopicPartition): void {
    const found = this.#find(partition);
    if (found !== undefined) found.paused = true;
  }

  resumePartition(partition: TopicPartition): void {
    const found = this.#find(partition);
    if (found === undefined) return;
    found.paused = false;
    void this.#fill();
  }

  /** No record is handed over after this. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#resumed?.resolve();
    void this.#connections.close().catch(() => undefined);
  }

  #find({ topic, partition }: TopicPartition): ReadPartition | undefined {
    return this.#partitions.find((entry) => entry.topic === topic && entry.partition === partition);
  }

  /** Starts a fetch from each broker without one in progress. */
  async #fill(): Promise<void> {
    if (this.#stopped || this.#resumed !== undefined) return;
    try {
      const metadata = await this.#consumer.metadata({
        topics: [...new Set(this.#partitions.map(({ topic }) => topic))],
      });
      if (this.#stopped || this.#resumed !== undefined) return;
      const leaderOf = ({ topic, partition }: TopicPartition) =>
        metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1;
      this.#topicIds = new Map([...metadata.topics].map(([name, { id }]) => [id, name]));
      const busyBrokers = new Set(this.#partitions.filter(({ busy }) => busy).map(leaderOf));
      const wanted = this.#partitions.filter(
        (entry) => !entry.busy && !entry.paused && !busyBrokers.has(leaderOf(entry)),
      );
      for (const [broker, partitions] of Map.groupBy(wanted, leaderOf)) {
        if (broker < 0) {
          // A partition without a leader cannot be read; the others can.
          setTimeout(() => void this.#fill(), leaderRetryMs).unref();
          continue;
        }
        const topics = partitions.map(({ topic, partition, offset }) => ({
          topicId: metadata.topics.get(topic)?.id ?? '',
          partitions: [
            {
              partition,
              fetchOffset: offset,
              partitionMaxBytes: maxBytes,
              currentLeaderEpoch: -1,
              lastFetchedEpoch: -1,
            },
          ],
        }));
        void this.#fetch(broker, topics, partitions);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #fetch(
    node: number,
    topics: Parameters<Consumer['fetch']>[0]['topics'],
    partitions: readonly ReadPartition[],
  ): Promise<void> {
    for (const entry of partitions) entry.busy = true;
    try {
      const response = await this.#consumer.fetch({
        node,
        topics,
        maxBytes,
        maxWaitTime: this.#partitions.some(({ paused }) => paused) ? maxWaitWhilePausedMs : maxWaitMs,
        minBytes: 1,
        connectionPool: this.#connections,
      });
      await this.#handOver(response);
    } catch (error) {
      if (this.#stopped) return;
      if (findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE') === null) return this.#fail(error);
      await this.#skipGaps(error as ResponseError).catch((failure: unknown) => this.#fail(failure));
    } finally {
      for (const entry of partitions) entry.busy = false;
    }
    void this.#fill();
  }

  async #handOver({ responses }: fetchV17.FetchResponse): Promise<void> {
    for (const { topicId, partitions } of responses) {
      const topic = this.#topicIds.get(topicId) ?? '';
      for (const fetched of partitions) {
        const entry = this.#find({ topic, partition: fetched.partitionIndex });
        const next = nextOffset(fetched);
        if (entry === undefined || next === undefined) continue;
        let count = 0;
        for (const record of deliverableRecords(topic, fetched, entry.offset)) {
          if (++count % recordsPerTurn === 0) await nextTurn();
          if (this.#resumed !== undefined) await this.#resumed.promise;
          if (this.#stopped) return;
          this.#listener.record(record);
        }
        if (this.#stopped) return;
        entry.offset = next;
        this.#listener.position?.({ topic, partition: entry.partition, offset: next });
      }
    }
  }

  /** The log no longer has the offset. Reading continues at the start of the log, and the gap is reported. */
  async #skipGaps({ response }: ResponseError): Promise<void> {
    for (const { topicId, partitions } of (response as fetchV17.FetchResponse).responses) {
      const topic = this.#topicIds.get(topicId) ?? '';
      for (const { partitionIndex, errorCode } of partitions) {
        const entry = this.#find({ topic, partition: partitionIndex });
        if (errorCode === 0 || entry === undefined) continue;
        const starts = await this.#consumer.listOffsets({
          topics: [topic],
          partitions: { [topic]: [partitionIndex] },
          timestamp: ListOffsetTimestamps.EARLIEST,
        });
        const start = starts.get(topic)?.[partitionIndex];
        if (this.#stopped || start === undefined) return;
        const place = { topic, partition: partitionIndex };
        // Otherwise the log ends before the offset: the topic was deleted and created again.
        if (entry.offset < start) this.#listener.gap?.({ ...place, from: entry.offset, to: start });
        entry.offset = start;
        this.#listener.position?.({ ...place, offset: start });
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.stop();
    this.#listener.failed(error);
  }
}
