/** The Kafka client as messaging sees it; `platformatic-kafka.ts` is the only implementation. */
export interface Kafka {
  createProducer(): RecordProducer;
  createConsumer(options: { group: string; topics: readonly string[] }): RecordConsumer;
}

/** Headers in the order of the record; a name may occur more than once. */
export type RecordHeaders = readonly (readonly [name: string, value: Buffer | null])[];

/** The value of the last header with this name; undefined when there is none or it is null. */
export function headerOf({ headers }: { readonly headers: RecordHeaders }, name: string): Buffer | undefined {
  return headers.findLast(([candidate]) => candidate === name)?.[1] ?? undefined;
}

/** A record to send. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
  /** Derived from the key's hash when absent. */
  readonly partition?: number;
}

/** A record that was read. */
export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** Sends records. */
export interface RecordProducer {
  /**
   * Resolves when every record is on all in-sync replicas. Rejects with a `ProduceError` when that is uncertain: some
   * of the records may still be there.
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  /** Ends the connections at once, whatever the state of the brokers: a `send` in progress rejects. */
  close(): Promise<void>;
}

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** An offset in a partition. */
export interface PartitionOffset extends TopicPartition {
  /** The next offset to read. */
  readonly offset: bigint;
}

/** Records that were deleted (by retention or by hand) before the group read them. */
export interface Gap extends TopicPartition {
  /** The offset that the group would have read next. */
  readonly from: bigint;
  /** The first offset that still exists; reading continues here. */
  readonly to: bigint;
}

/**
 * Why a consumer has joined its group: `started` is the first time; `rebalance`: members came or went; `expired`: the
 * group had declared this member dead; `fenced`: the group had moved on without it; `partitions-added`.
 */
export type JoinReason = 'started' | 'rebalance' | 'expired' | 'fenced' | 'partitions-added';

/** What a member has in one generation of its group. */
export interface Membership {
  readonly reason: JoinReason;
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
}

/** Receives the records and events of a consumer. */
export interface RecordListener {
  record(record: IncomingRecord): void;
  /**
   * All records below the offset were handed over, or need not be: markers and aborted records of transactions,
   * compacted records. Called after the records of each fetch.
   */
  position?(position: PartitionOffset): void;
  /** Records are missing; a `position` behind them follows. */
  gap?(gap: Gap): void;
  /** The partitions are about to be reassigned: the last moment to commit finished offsets. */
  rebalancing?(): void;
  /**
   * The group has reassigned partitions. Records after this call start at the committed offsets; records that were
   * handed over but not committed will come once more, here or at another member.
   */
  assigned?(membership: Membership): void;
  /** Where reading starts in each partition of the assignment. */
  starting?(positions: readonly PartitionOffset[]): void;
  /** The consumer is broken and delivers no more; close it and create another. */
  failed(error: unknown): void;
}

/** A member of a consumer group. */
export interface RecordConsumer {
  /** Resolves when the consumer is a member of its group. */
  start(listener: RecordListener): Promise<void>;
  pause(): void;
  resume(): void;
  /** Stops reading this partition until `resumePartition` or the next assignment. */
  pausePartition(partition: TopicPartition): void;
  resumePartition(partition: TopicPartition): void;
  /** Rejects when the offsets belong to a past generation of the group: they must not overwrite later ones. */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  /** The ends of the partitions as a consumer sees them: the offsets of their next records. */
  endOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;
  close(): Promise<void>;
}

/** Records were not, or not certainly, written. */
export class ProduceError extends Error {
  override readonly name = 'ProduceError';
  /** The broker will never accept these records as they are (too large, unknown topic, invalid). */
  readonly permanent: boolean;

  constructor(cause: unknown, permanent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.permanent = permanent;
  }
}
