/** The Kafka client as messaging sees it; `platformatic-kafka.ts` is the one implementation. */
export interface Kafka {
  createProducer(): RecordProducer;
  createConsumer(options: { group: string; topics: readonly string[] }): RecordConsumer;
}

/** In the order of the record, in which a name may stand more than once. */
export type RecordHeaders = readonly (readonly [name: string, value: Buffer | null])[];

/** The value of the last header of that name; undefined when there is none, or it is null. */
export function headerOf({ headers }: { readonly headers: RecordHeaders }, name: string): Buffer | undefined {
  return headers.findLast(([candidate]) => candidate === name)?.[1] ?? undefined;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
  /** Chosen by the key's hash when absent. */
  readonly partition?: number;
}

export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

export interface RecordProducer {
  /**
   * Resolves when every record is on all in-sync replicas. Rejects with a `ProduceError` when that is not certain:
   * some of the records may be there all the same.
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  /** Ends the connections at once, whatever state the brokers are in: a `send` under way rejects. */
  close(): Promise<void>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionOffset extends TopicPartition {
  /** The next offset to read. */
  readonly offset: bigint;
}

/** Records that were deleted (retention, a log cut by hand) before the group had read them. */
export interface Gap extends TopicPartition {
  /** The offset that the group would have read next. */
  readonly from: bigint;
  /** The first offset that is still there; reading goes on here. */
  readonly to: bigint;
}

/**
 * Why a consumer has joined its group: `started` is the first time; `rebalance`, when others came or went; `expired`,
 * when the group had given it up for dead; `fenced`, when the group had gone on without it; `partitions-added`.
 */
export type JoinReason = 'started' | 'rebalance' | 'expired' | 'fenced' | 'partitions-added';

export interface Membership {
  readonly reason: JoinReason;
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
}

export interface RecordListener {
  record(record: IncomingRecord): void;
  /**
   * Everything below the offset was handed over, or is nothing to hand over: markers and aborted records of
   * transactions, and what compaction took away. Called after the records of each fetch.
   */
  position?(position: PartitionOffset): void;
  /** Records are missing; a `position` behind them follows. */
  gap?(gap: Gap): void;
  /** The partitions are about to be assigned again: the last moment to commit what is done. */
  rebalancing?(): void;
  /**
   * The group has assigned partitions again. Records after this call start at the committed offsets; whatever was
   * handed over before and is not committed will come once more, here or at another member.
   */
  assigned?(membership: Membership): void;
  /** The consumer is broken and will deliver no more; close it and make another. */
  failed(error: unknown): void;
}

export interface RecordConsumer {
  /** Resolves when the consumer is a member of its group. */
  start(listener: RecordListener): Promise<void>;
  pause(): void;
  resume(): void;
  /** Reads the other partitions only. Lasts until `resumePartition` or the next assignment. */
  pausePartition(partition: TopicPartition): void;
  resumePartition(partition: TopicPartition): void;
  /** Rejects when the offsets belong to a generation of the group that is over: they must not overwrite later ones. */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  close(): Promise<void>;
}

export class ProduceError extends Error {
  override readonly name = 'ProduceError';
  /** The broker will never take these records as they are (too large, unknown topic, invalid). */
  readonly permanent: boolean;

  constructor(cause: unknown, permanent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.permanent = permanent;
  }
}
