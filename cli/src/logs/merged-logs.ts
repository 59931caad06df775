import type { Instance } from '../instance/instance.js';
import { logFileOf, loggedProcesses } from './log-files.js';
import { parseLogLine, type LogLine } from './log-line.js';
import { LogTail } from './log-tail.js';
import { mergeByTime } from './merge-by-time.js';

export interface LogSelection {
  /** Only the lines of this process. */
  readonly process?: string | undefined;
  /** Only lines that contain this text. */
  readonly grep?: string | undefined;
}

/** The logs of an instance as one stream. */
export class MergedLogs {
  readonly #instance: Instance;
  readonly #selection: LogSelection;
  readonly #tails = new Map<string, LogTail>();

  /** @param from `end` for only what is written from now on */
  constructor(instance: Instance, from: 'start' | 'end', selection: LogSelection = {}) {
    this.#instance = instance;
    this.#selection = selection;
    this.#findTails(from);
  }

  /** The existing lines, oldest first across all processes. */
  existing(): Generator<LogLine> {
    return mergeByTime([...this.#tails].map(([process, tail]) => this.#lines(process, tail)));
  }

  /** The lines written since the last call, oldest first. */
  fresh(): LogLine[] {
    // A process that starts to log now is read from its first line.
    this.#findTails('start');
    return [...mergeByTime([...this.#tails].map(([process, tail]) => this.#select(process, tail.read())))];
  }

  /** Skips what is not read yet; returns the number of bytes. */
  skipToEnd(): number {
    return [...this.#tails.values()].reduce((bytes, tail) => bytes + tail.skipToEnd(), 0);
  }

  *#lines(process: string, tail: LogTail): Generator<LogLine> {
    do yield* this.#select(process, tail.read());
    while (!tail.isAtEnd);
  }

  #select(process: string, texts: readonly string[]): LogLine[] {
    const { grep } = this.#selection;
    return texts.filter((text) => grep === undefined || text.includes(grep)).map((text) => parseLogLine(process, text));
  }

  #findTails(from: 'start' | 'end'): void {
    for (const process of loggedProcesses(this.#instance)) {
      const { process: only = process } = this.#selection;
      if (process === only && !this.#tails.has(process)) {
        this.#tails.set(process, new LogTail(logFileOf(this.#instance, process), from));
      }
    }
  }
}
