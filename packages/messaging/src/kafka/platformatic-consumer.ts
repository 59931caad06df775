import {
  type Connection,
  Consumer,
  type ConsumerGroupJoinPayload,
  kGetConnection,
  ListOffsetTimestamps,
  offsetCommitV8,
} from '@platformatic/kafka';
import type { ClientOptions, ConsumerTiming } from './client-options.js';
import { FetchLoop } from './fetch-loop.js';
import type { JoinReason, PartitionOffset, RecordConsumer, RecordListener, TopicPartition } from './kafka-port.js';

interface Options extends ConsumerTiming {
  readonly group: string;
  readonly topics: readonly string[];
}

/** What a commit must carry, so that the group can tell whether it comes from the current generation. */
interface GroupMember {
  readonly memberId: string;
  readonly generationId: number;
}

/**
 * A member of a consumer group. The client keeps the membership (join, heartbeat, rejoin). Reading and committing are
 * done here, because the client's own stream and commit mix generations of the group (docs/adr/0024).
 */
export class PlatformaticConsumer implements RecordConsumer {
  readonly #client: ClientOptions;
  readonly #options: Options;
  readonly #consumer: Consumer;
  #member: GroupMember | undefined;
  #loop: FetchLoop | undefined;
  #joinReason: JoinReason | undefined = 'started';
  #partitionCounts = '';
  #partitionCheck: NodeJS.Timeout | undefined;
  #paused = false;
  #closed = false;

  constructor(client: ClientOptions, options: Options) {
    this.#client = client;
    this.#options = options;
    this.#consumer = new Consumer({
      ...client,
      groupId: options.group,
      autocommit: false,
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: options.sessionTimeoutMs / 10,
      rebalanceTimeout: options.sessionTimeoutMs,
      // A member that was frozen only for a moment is still a member, though its timers suggest otherwise when it
      // wakes.
      heartbeatStallTimeout: options.sessionTimeoutMs * 2,
      // Longer than the longest request: a join lasts as long as the rebalance.
      requestTimeout: options.sessionTimeoutMs + 5_000,
      // Called before each join, and so before the leader assigns: the next check will not know a partition that is
      // added later.
      protocolsMetadata: (_protocols, topics, metadata) => {
        this.#partitionCounts = countsOf(topics, metadata.topics);
        return Buffer.alloc(0);
      },
    });
  }

  async start(listener: RecordListener): Promise<void> {
    const consumer = this.#consumer;
    consumer.topics.trackAll(...this.#options.topics);
    consumer.on('consumer:group:rebalance', () => this.#leaveGeneration('rebalance', listener));
    consumer.on('consumer:group:join', (joined) => void this.#joined(joined, listener));
    // The client gives up its membership in two ways without telling those who wait for it.
    const failed = (error: unknown) => {
      if (!this.#closed) listener.failed(error);
    };
    (consumer as NodeJS.EventEmitter).on('error', failed);
    consumer.on('consumer:heartbeat:stalled', ({ lastError }) =>
      failed(lastError ?? new Error('The group does not answer heartbeats')),
    );
    await consumer.joinGroup();
  }

  #leaveGeneration(reason: JoinReason, listener: RecordListener): void {
    this.#joinReason ??= reason;
    this.#loop?.stop();
    if (this.#member !== undefined) listener.rebalancing?.();
  }

  async #joined(
    { memberId, generationId = 0, isLeader, assignments = [] }: ConsumerGroupJoinPayload,
    listener: RecordListener,
  ): Promise<void> {
    this.#loop?.stop();
    clearInterval(this.#partitionCheck);
    const member = { memberId, generationId };
    const reason = this.#joinReason ?? (memberId === this.#member?.memberId ? 'fenced' : 'expired');
    this.#joinReason = undefined;
    this.#member = member;
    const partitions = assignments.flatMap(({ topic, partitions: numbers }) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    listener.assigned?.({ reason, generation: generationId, partitions });
    try {
      const positions = await this.#startPositions(partitions);
      if (this.#closed || this.#member !== member) return;
      listener.starting?.(positions);
      this.#loop = new FetchLoop(this.#consumer, this.#client, positions, listener);
      if (this.#paused) this.#loop.pause();
      this.#loop.start();
      // The leader assigns for all members, so only the leader has to check.
      if (isLeader === true)
        this.#partitionCheck = setInterval(() => void this.#checkPartitions(listener), this.#options.partitionCheckMs);
    } catch (error) {
      if (!this.#closed && this.#member === member) listener.failed(error);
    }
  }

  /** The committed offsets, or the start of the log where there are none. */
  async #startPositions(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
    const topics = [...byTopic].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition }) => partition),
    }));
    if (topics.length === 0) return [];
    const committed = await this.#consumer.listCommittedOffsets({ topics });
    const fresh = [...byTopic.keys()].filter((topic) =>
      partitions.some((entry) => entry.topic === topic && !isCommitted(committed, entry)),
    );
    const earliest =
      fresh.length === 0
        ? new Map<string, bigint[]>()
        : await this.#consumer.listOffsets({ topics: fresh, timestamp: ListOffsetTimestamps.EARLIEST });
    return partitions.map((entry) => ({
      ...entry,
      offset: (isCommitted(committed, entry) ? committed : earliest).get(entry.topic)?.[entry.partition] ?? 0n,
    }));
  }

  /** The client sees new partitions of a topic, but no member reads them until the group is asked to reassign. */
  async #checkPartitions(listener: RecordListener): Promise<void> {
    const topics = [...this.#options.topics];
    try {
      const metadata = await this.#consumer.metadata({ topics, forceUpdate: true });
      if (this.#closed || countsOf(topics, metadata.topics) === this.#partitionCounts) return;
      this.#leaveGeneration('partitions-added', listener);
      await this.#consumer.joinGroup();
    } catch (error) {
      // A failed check is repeated; a failed join has left the group.
      if (!this.#closed && this.#joinReason !== undefined) listener.failed(error);
    }
  }

  pause(): void {
    this.#paused = true;
    this.#loop?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#loop?.resume();
  }

  pausePartition(partition: TopicPartition): void {
    this.#loop?.pausePartition(partition);
  }

  resumePartition(partition: TopicPartition): void {
    this.#loop?.resumePartition(partition);
  }

  /**
   * The client's own commit reacts to a refusal by rejoining and sending the same offsets for the new generation: they
   * would overwrite those of the partition's new member.
   */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const member = this.#member;
    if (member === undefined) throw new Error('Offsets cannot be committed before the group has been joined');
    const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([name, entries]) => ({
      name,
      partitions: entries.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedLeaderEpoch: -1,
        committedMetadata: null,
      })),
    }));
    const coordinator = await this.#consumer.findGroupCoordinator();
    const { brokers } = await this.#consumer.metadata({ topics: [...this.#options.topics] });
    const broker = brokers.get(coordinator);
    if (broker === undefined)
      throw new Error(`The group's coordinator, broker ${coordinator}, is not in the cluster's metadata`);
    const connection = await new Promise<Connection>((resolve, reject) => {
      this.#consumer[kGetConnection](broker, (error, found) => (found === undefined ? reject(error) : resolve(found)));
    });
    await offsetCommitV8.api.async(connection, this.#options.group, member.generationId, member.memberId, null, topics);
  }

  async endOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
    if (byTopic.size === 0) return [];
    const ends = await this.#consumer.listOffsets({
      topics: [...byTopic.keys()],
      partitions: Object.fromEntries(
        [...byTopic].map(([topic, own]) => [topic, own.map(({ partition }) => partition)]),
      ),
      timestamp: ListOffsetTimestamps.LATEST,
    });
    return partitions.flatMap((entry) => {
      const offset = ends.get(entry.topic)?.[entry.partition];
      return offset === undefined ? [] : [{ ...entry, offset }];
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#partitionCheck);
    this.#loop?.stop();
    await this.#consumer.close(true);
  }
}

function isCommitted(committed: ReadonlyMap<string, readonly bigint[]>, { topic, partition }: TopicPartition): boolean {
  return (committed.get(topic)?.[partition] ?? -1n) >= 0n;
}

function countsOf(names: readonly string[], topics: ReadonlyMap<string, { readonly partitionsCount: number }>): string {
  return names.map((name) => `${name}:${topics.get(name)?.partitionsCount ?? 0}`).join(' ');
}
