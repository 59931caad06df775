import { connect, type Socket } from 'node:net';
import {
  type ConsumerTiming,
  type JoinReason,
  type Kafka,
  type PartitionOffset,
  ProduceError,
  type RecordConsumer,
  type RecordHeaders,
  type RecordListener,
  type RecordProducer,
  type TopicPartition,
} from '@fairway/messaging';
import {
  type Consumer,
  type ISocketFactory,
  Kafka as KafkaJs,
  type KafkaConfig,
  logLevel,
  type Message,
  type Producer,
} from 'kafkajs';

/** The port on KafkaJS, for comparison (docs/adr/0024); no service uses it. Comments name what it cannot do. */
export function connectKafkaJs(broker: string, timing: ConsumerTiming): Kafka {
  const options = { clientId: 'test', brokers: [broker], logLevel: logLevel.NOTHING };
  return {
    createProducer: () => new KafkaJsProducer(options),
    createConsumer: ({ group, topics }) => new KafkaJsConsumer(new KafkaJs(options), group, topics, timing),
  };
}

class KafkaJsProducer implements RecordProducer {
  readonly #producer: Producer;
  readonly #sockets = new Set<Socket>();
  readonly #closed = Promise.withResolvers<never>();

  constructor(options: KafkaConfig) {
    this.#closed.promise.catch(() => undefined);
    const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
      const socket = connect({ host, port }, onConnect);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      return socket;
    };
    this.#producer = new KafkaJs({ ...options, socketFactory }).producer({
      idempotent: true,
      allowAutoTopicCreation: false,
    });
  }

  async send(records: Parameters<RecordProducer['send']>[0]): Promise<void> {
    const topicMessages = [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      messages: entries.map(({ key, value, headers, partition }) => ({
        key,
        value,
        headers: byName(headers),
        ...(partition === undefined ? {} : { partition }),
      })),
    }));
    try {
      // Does nothing when it is already connected.
      await this.#producer.connect();
      await Promise.race([this.#producer.sendBatch({ topicMessages }), this.#closed.promise]);
    } catch (error) {
      throw new ProduceError(error, false);
    }
  }

  async close(): Promise<void> {
    const closed = new Error('The producer is closed');
    this.#closed.reject(closed);
    // The client's own close waits for answers; a frozen broker gives none.
    for (const socket of this.#sockets) socket.destroy(closed);
    await this.#producer.disconnect();
  }
}

class KafkaJsConsumer implements RecordConsumer {
  readonly #consumer: Consumer;
  readonly #topics: readonly string[];
  // Paused partitions are kept here: the client accepts a pause only while it runs, and a resumed topic resumes its
  // partitions.
  #paused = false;
  readonly #pausedPartitions = new Map<string, TopicPartition>();
  #running = false;
  #closed = false;
  #joins = 0;

  constructor(
    client: KafkaJs,
    group: string,
    topics: readonly string[],
    { sessionTimeoutMs, partitionCheckMs }: ConsumerTiming,
  ) {
    this.#topics = topics;
    this.#consumer = client.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: sessionTimeoutMs / 10,
      // Each refresh looks for added partitions.
      metadataMaxAge: partitionCheckMs,
      maxBytes: 1_048_576,
      maxBytesPerPartition: 1_048_576,
      maxWaitTimeInMs: 500,
      // By default it restarts too, even after it was closed.
      retry: { restartOnFailure: () => Promise.resolve(!this.#closed) },
    });
  }

  async start(listener: RecordListener): Promise<void> {
    const consumer = this.#consumer;
    const joined = Promise.withResolvers<void>();
    joined.promise.catch(() => undefined);
    consumer.on('consumer.group_join', () => joined.resolve());
    consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      if (restart || this.#closed) return;
      joined.reject(error);
      listener.failed(error);
    });
    consumer.on('consumer.stop', () => void (this.#running = false));
    this.#tellJoins(listener);
    // `eachBatch` is not called for a fetch that has only markers and aborted records.
    consumer.on('consumer.end_batch_process', ({ payload: { topic, partition, batchSize, lastOffset } }) => {
      if (batchSize === 0) listener.position?.({ topic, partition, offset: BigInt(lastOffset) + 1n });
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.#topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
        const place = { topic: batch.topic, partition: batch.partition };
        let resolved: string | undefined;
        for (const [index, { offset, timestamp, key, value, headers = {} }] of batch.messages.entries()) {
          if (index % 100 === 99) await heartbeat();
          if (!isRunning() || isStale() || this.#isPaused(place)) break;
          listener.record({
            ...place,
            offset: BigInt(offset),
            timestampMs: Number(timestamp),
            key,
            value,
            headers: inPairs(headers),
          });
          resolved = offset;
        }
        if (resolved === undefined) return;
        resolveOffset(resolved);
        // Markers behind the last record belong to the batch.
        const position = resolved === batch.messages.at(-1)?.offset ? batch.lastOffset() : resolved;
        listener.position?.({ ...place, offset: BigInt(position) + 1n });
        // No `gap`: when the log no longer has the offset, the client goes to its start and reports that only to its
        // own log.
      },
    });
    // `run` resolves even when the group could not be joined.
    await joined.promise;
  }

  /** The client does not say why it joined; its events before tell. */
  #tellJoins(listener: RecordListener): void {
    let rebalancing = false;
    let member: string | undefined;
    this.#consumer.on('consumer.rebalancing', () => {
      rebalancing = true;
      listener.rebalancing?.();
    });
    this.#consumer.on('consumer.group_join', ({ payload: { memberId, memberAssignment } }) => {
      const again: JoinReason = rebalancing ? 'rebalance' : memberId === member ? 'partitions-added' : 'expired';
      const reason = member === undefined ? 'started' : again;
      rebalancing = false;
      member = memberId;
      this.#running = true;
      this.#pausedPartitions.clear();
      this.#applyPauses();
      const partitions = Object.entries(memberAssignment).flatMap(([topic, numbers]) =>
        numbers.map((partition) => ({ topic, partition })),
      );
      // The client does not report the number of the generation either.
      listener.assigned?.({ reason, generation: (this.#joins += 1), partitions });
    });
  }

  #isPaused(partition: TopicPartition): boolean {
    return this.#paused || this.#pausedPartitions.has(keyOf(partition));
  }

  #applyPauses(): void {
    if (!this.#running) return;
    const all = this.#topics.map((topic) => ({ topic }));
    this.#consumer.resume(all);
    this.#consumer.pause(
      this.#paused
        ? all
        : [...this.#pausedPartitions.values()].map(({ topic, partition }) => ({ topic, partitions: [partition] })),
    );
  }

  pause(): void {
    this.#paused = true;
    this.#applyPauses();
  }

  resume(): void {
    this.#paused = false;
    this.#applyPauses();
  }

  pausePartition(partition: TopicPartition): void {
    this.#pausedPartitions.set(keyOf(partition), partition);
    this.#applyPauses();
  }

  resumePartition(partition: TopicPartition): void {
    this.#pausedPartitions.delete(keyOf(partition));
    this.#applyPauses();
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    // The client would accept them and do nothing.
    if (!this.#running) throw new Error('Offsets cannot be committed outside the group');
    await this.#consumer.commitOffsets(
      offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
    );
  }

  /** The client offers this to administrators only. */
  endOffsets(): Promise<PartitionOffset[]> {
    return Promise.reject(new Error('not supported'));
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#consumer.disconnect();
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}:${partition}`;
}

type HeadersByName = NonNullable<Message['headers']>;

/** The client's headers are an object: the order of repeated and other names is lost. */
function byName(headers: RecordHeaders): HeadersByName {
  const names = Map.groupBy(headers, ([name]) => name);
  // Its type does not allow null; its wire format does.
  return Object.fromEntries([...names].map(([name, entries]) => [name, entries.map(([, value]) => value as Buffer)]));
}

function inPairs(headers: HeadersByName): RecordHeaders {
  return Object.entries(headers).flatMap(([name, content]) =>
    [content].flat().map((value) => [name, value === undefined || value === null ? null : Buffer.from(value)] as const),
  );
}
