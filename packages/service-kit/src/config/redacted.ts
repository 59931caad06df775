import { inspect } from 'node:util';

const mask = '[redacted]';

/** A value that shows itself only when asked: a log line, an error or `JSON.stringify` says `[redacted]`. */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
