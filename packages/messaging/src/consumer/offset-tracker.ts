/**
 * The low-water mark of one partition: all records below this offset are done. Only this offset may be committed:
 * records finish out of order, and a higher offset would lose an unfinished record after a crash.
 */
export class OffsetTracker {
  /** Offsets handed over, in order, from the oldest unfinished one on. */
  readonly #pending: bigint[] = [];
  readonly #done = new Set<bigint>();
  /** All records below it were handed over. */
  #position: bigint | undefined;
  #committed: bigint | undefined;

  /** Number of offsets kept in memory: they accumulate behind an unfinished one. */
  get size(): number {
    return this.#pending.length;
  }

  /** Offsets must come in rising order; gaps are normal (control records, compaction). */
  add(offset: bigint): void {
    this.#pending.push(offset);
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
    if (finished > 0) this.#pending.splice(0, finished);
  }

  /** The offset to commit; undefined when it was committed already. */
  get committable(): bigint | undefined {
    const mark = this.#pending[0] ?? this.#position;
    return mark === this.#committed ? undefined : mark;
  }

  committed(offset: bigint): void {
    this.#committed = offset;
  }
}
