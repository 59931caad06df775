/**
 * The low-water mark of one partition: all records below this offset are done. Only this offset may be committed:
 * records finish out of order, and a higher offset would lose an unfinished record after a crash.
 */
export class OffsetTracker {
  /** Offsets handed over, in order, from the oldest unfinished one on. */
  readonly #pending: bigint[] = [];
  /** The Kafka timestamps of the pending ones; a second array, because an object per record costs more. */
  readonly #timestampsMs: number[] = [];
  readonly #done = new Set<bigint>();
  /** All records below it were handed over. */
  #position: bigint | undefined;
  #committed: bigint | undefined;

  /** Number of offsets kept in memory: they accumulate behind an unfinished one. */
  get size(): number {
    return this.#pending.length;
  }

  /** Reading starts here: there is nothing to commit before a record was read. */
  start(offset: bigint): void {
    this.#position = offset;
    this.#committed = offset;
  }

  /** Offsets must come in rising order; gaps are normal (control records, compaction). */
  add(offset: bigint, timestampMs: number): void {
    this.#pending.push(offset);
    this.#timestampsMs.push(timestampMs);
    this.#position = offset + 1n;
  }

  /** No record is missing below `position`, though the last offset added may be lower. */
  advance(position: bigint): void {
    this.#position = position;
  }

  complete(offset: bigint): void {
    this.#done.add(offset);
    let finished = 0;
    for (const oldest of this.#pending) {
      if (!this.#done.delete(oldest)) break;
      finished += 1;
    }
    if (finished === 0) return;
    this.#pending.splice(0, finished);
    this.#timestampsMs.splice(0, finished);
  }

  /** The low-water mark; undefined while it is not known where reading starts. */
  get mark(): bigint | undefined {
    return this.#pending[0] ?? this.#position;
  }

  /** The Kafka timestamp of the record at the mark; undefined when no record that was read is unfinished. */
  get oldestTimestampMs(): number | undefined {
    return this.#timestampsMs[0];
  }

  /** The offset to commit; undefined when it was committed already. */
  get committable(): bigint | undefined {
    const { mark } = this;
    return mark === this.#committed ? undefined : mark;
  }

  committed(offset: bigint): void {
    this.#committed = offset;
  }
}
