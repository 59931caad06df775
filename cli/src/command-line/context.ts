import type { Style } from './style.js';

/** What a command receives besides its input. */
export interface Context {
  /** The root folder of the repository. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Names of the shell's variables that are ignored, see `removeIgnoredVariables`. */
  readonly ignoredVariables: readonly string[];
  /** Prints one line on standard error. */
  progress(line: string): void;
  /** Colours for standard error. */
  readonly style: Style;
  /** Aborted when the command must end: Ctrl-C, SIGTERM, a closed terminal, or the end of npm. */
  readonly stopping: AbortSignal;
  /** Aborted by the second Ctrl-C: the command must end at once. */
  readonly forced: AbortSignal;
}

/** A command with a single result. */
export interface Command<Input, Result> {
  run(input: Input, context: Context): Promise<Result>;
  /** Text for people; `--json` prints the result itself. */
  render(result: Result, style: Style): string;
  /** The exit code of a result that reports a problem; 0 by default. */
  exitCode?(result: Result): number;
  /** The command ends itself after `stopping` is aborted, because it must stop other things first. */
  readonly stopsItself?: boolean;
}

/** A command that produces items until it ends. With `--json` each item is one line of NDJSON. */
export interface StreamingCommand<Input, Item> {
  stream(input: Input, context: Context): AsyncIterable<Item>;
  /** Text for people. */
  renderer(input: Input, context: Context): (item: Item, style: Style) => string;
  readonly stopsItself?: boolean;
}
