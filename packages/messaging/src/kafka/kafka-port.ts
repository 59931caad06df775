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

export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: bigint;
}

export interface RecordListener {
  record(record: IncomingRecord): void;
  /**
   * The group has assigned partitions anew. Records after this call start at the committed offsets again; whatever
   * was handed over before and is not committed will come once more, here or at another member.
   */
  assigned(): void;
  /** The consumer is broken and will deliver no more; close it and make another. */
  failed(error: Error): void;
}

export interface RecordConsumer {
  /** Resolves when the consumer is a member of its group. */
  start(listener: RecordListener): Promise<void>;
  pause(): void;
  resume(): void;
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
