/** Queues by key. Items of one key are handed out in order, one batch at a time; keys do not wait for each other. */
export class KeyLanes<Item> {
  readonly #queues = new Map<string, Item[]>();
  /** Keys that have items and are not taken, oldest first. */
  readonly #ready = new Set<string>();
  readonly #taken = new Set<string>();
  #size = 0;
  #readySize = 0;

  /** The number of queued items, without those that are taken. */
  get size(): number {
    return this.#size;
  }

  /** Whether `take` would return anything. */
  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  /** The number of items that `take` could return. */
  get readySize(): number {
    return this.#readySize;
  }

  add(key: string, item: Item): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, [item]);
    else queue.push(item);
    this.#size += 1;
    if (this.#taken.has(key)) return;
    this.#ready.add(key);
    this.#readySize += 1;
  }

  /** Takes up to `limit` items of free keys, each key's in order. The keys stay taken until `release`. */
  take(limit: number): Map<string, Item[]> {
    const batch = new Map<string, Item[]>();
    let left = limit;
    for (const key of this.#ready) {
      if (left === 0) break;
      const queue = this.#queues.get(key) ?? [];
      this.#readySize -= queue.length;
      const items = queue.splice(0, left);
      left -= items.length;
      this.#size -= items.length;
      if (queue.length === 0) this.#queues.delete(key);
      this.#ready.delete(key);
      this.#taken.add(key);
      batch.set(key, items);
    }
    return batch;
  }

  /** Frees a key. `unfinished` items return to the front of its queue, in order. */
  release(key: string, unfinished: readonly Item[] = []): void {
    if (unfinished.length > 0) {
      this.#queues.set(key, [...unfinished, ...(this.#queues.get(key) ?? [])]);
      this.#size += unfinished.length;
    }
    this.#taken.delete(key);
    const queue = this.#queues.get(key);
    if (queue === undefined || this.#ready.has(key)) return;
    this.#ready.add(key);
    this.#readySize += queue.length;
  }

  /** Empties the queues. Taken keys stay taken until they are released. */
  clear(): void {
    this.#queues.clear();
    this.#ready.clear();
    this.#size = 0;
    this.#readySize = 0;
  }
}
