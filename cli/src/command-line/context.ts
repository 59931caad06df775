import type { Style } from './style.js';

/** What a command has besides its input. */
export interface Context {
  /** Of the repository. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Names of variables that the shell has set, see `removeIgnoredVariables`. */
  readonly ignoredVariables: readonly string[];
  /** One line on standard error. */
  progress(line: string): void;
  /** Colours for standard error. */
  readonly style: Style;
  /** Aborted when the command is to end: Ctrl-C, SIGTERM, a closed terminal, the end of npm. */
  readonly stopping: AbortSignal;
  /** Aborted by the second Ctrl-C: end at once. */
  readonly forced: AbortSignal;
}

/** A command that answers once. */
export interface Command<Input, Result> {
  run(input: Input, context: Context): Promise<Result>;
  /** For people; `--json` prints the result itself. */
  render(result: Result, style: Style): string;
  /** Of a result that is an answer but no success; 0 unless told. */
  exitCode?(result: Result): number;
  /** It ends by itself when `stopping` is aborted, because it has something to stop first. */
  readonly stopsItself?: boolean;
}

/** A command that goes on answering: one item, one line of NDJSON with `--json`. */
export interface StreamingCommand<Input, Item> {
  stream(input: Input, context: Context): AsyncIterable<Item>;
  /** Undefined for an item that people are not shown. */
  render(item: Item, style: Style): string | undefined;
  readonly stopsItself?: boolean;
}
