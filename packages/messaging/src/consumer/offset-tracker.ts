/**
 * The low-water mark of one partition: the offset below which everything is done. Only that may be committed; records
 * are handled out of order, and an offset above an unfinished record would lose it after a crash.
 */
export class OffsetTracker {
  /** Offsets handed over, in order, from the oldest unfinished one on. */
  readonly #pending: bigint[] = [];
  readonly #done = new Set<bigint>();
  #committable: bigint | undefined;

  /** Offsets must come in rising order; gaps are normal (control records, compaction). */
  add(offset: bigint): void {
    this.#pending.push(offset);
  }

  complete(offset: bigint): void {
    this.#done.add(offset);
    let finished = 0;
    for (const oldest of this.#pending) {
      if (!this.#done.delete(oldest)) break;
      this.#committable = oldest + 1n;
      finished += 1;
    }
    if (finished > 0) this.#pending.splice(0, finished);
  }

  /** The offset to commit, once; undefined when it has not moved since the last call. */
  takeCommittable(): bigint | undefined {
    const offset = this.#committable;
    this.#committable = undefined;
    return offset;
  }
}
