import type { ServerResponse } from 'node:http';

/** The responses that are not finished, so that a shutdown can wait for them and close their connections. */
export class InFlightRequests {
  readonly #responses = new Set<ServerResponse>();
  #draining = false;
  #whenEmpty: (() => void) | undefined;

  add(response: ServerResponse): void {
    // Node then answers with `connection: close`, and the caller opens its next connection elsewhere.
    if (this.#draining) response.shouldKeepAlive = false;
    this.#responses.add(response);
  }

  delete(response: ServerResponse): void {
    this.#responses.delete(response);
    if (this.#responses.size === 0) this.#whenEmpty?.();
  }

  get count(): number {
    return this.#responses.size;
  }

  /** From now on every response closes its connection. */
  startDraining(): void {
    this.#draining = true;
    for (const response of this.#responses) response.shouldKeepAlive = false;
  }

  async empty(): Promise<void> {
    if (this.#responses.size === 0) return;
    await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
  }
}
