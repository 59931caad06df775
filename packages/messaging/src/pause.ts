/** The waits of a loop. Other code can cut them short, or end the pause so that no wait starts any more. */
export class Pause {
  readonly #waits = new Set<() => void>();
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  async wait(ms: number): Promise<void> {
    if (this.#ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#waits.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#waits.delete(resolve);
  }

  cutShort(): void {
    for (const resolve of this.#waits) resolve();
  }

  end(): void {
    this.#ended = true;
    this.cutShort();
  }
}
