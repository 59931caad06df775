import type { LogLine } from './log-line.js';

/** Merges several logs, each in its own order: oldest line first. */
export function* mergeByTime(logs: readonly Iterable<LogLine>[]): Generator<LogLine> {
  const heads = logs.map((log) => new Head(log[Symbol.iterator]()));
  for (;;) {
    const oldest = heads.reduce<Head | undefined>((best, head) => (head.isBefore(best) ? head : best), undefined);
    const line = oldest?.take();
    if (line === undefined) return;
    yield line;
  }
}

/** The next line of one log. A line without a time, such as part of a stack trace, belongs to the line before it. */
class Head {
  readonly #lines: Iterator<LogLine>;
  #next: LogLine | undefined;
  #at = '';

  constructor(lines: Iterator<LogLine>) {
    this.#lines = lines;
    this.#advance();
  }

  isBefore(other: Head | undefined): boolean {
    return this.#next !== undefined && (other === undefined || this.#at < other.#at);
  }

  take(): LogLine | undefined {
    const line = this.#next;
    this.#advance();
    return line;
  }

  #advance(): void {
    const { done, value } = this.#lines.next();
    this.#next = done === true ? undefined : value;
    this.#at = this.#next?.time ?? this.#at;
  }
}
