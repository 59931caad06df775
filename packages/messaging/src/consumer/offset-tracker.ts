/**
 * The low-water mark of one partition: the offset below which everything is done. Only that may be committed; records
 * are handled out of order, and an offset above an unfinished record would lose it after a crash.
 */
export class OffsetTracker {
  /** Offsets handed over, in order, from the oldest unfinished one on. */
  readonly #pending: bigint[] = [];
  readonly #done = new Set<bigint>();
  /** Below it everything was handed over, or there was nothing to hand over. */
  #position: bigint | undefined;
  #committed: bigint | undefined;

  /** Offsets kept in memory: they pile up behind one that does not finish. */
  get size(): number {
    return this.#pending.length;
  }

  /** Offsets must come in rising order; gaps are normal (control records, compaction). */
  add(offset: bigint): void {
    this.#pending.push(offset);
    this.#position = offset + 1n;
  }

  /** Nothing is missing below `position`, though the last offset added may be lower. */
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
