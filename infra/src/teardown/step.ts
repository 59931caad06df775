import type { Outcome } from '../terraform/program.js';

/** A program and its arguments. */
export type Argv = readonly [program: string, ...args: string[]];

export interface Step {
  readonly title: string;
  readonly why: string;
  /** Skipped when this does not hold: its subject is already gone, or never existed. */
  readonly when?: Condition;
  readonly actions: readonly Action[];
}

export interface Condition {
  readonly reads: Argv;
  /** Undefined for an inconclusive outcome, which stops the teardown. */
  holds(outcome: Outcome): boolean | undefined;
  readonly otherwise: string;
}

/** Everything that a teardown does, as data: what is printed is what is run. */
export type Action = { readonly when?: Condition } & (
  | { readonly kind: 'run'; readonly argv: Argv }
  /** Repeats the read until nothing is left. */
  | { readonly kind: 'wait'; readonly reads: Argv; left(stdout: string): number; readonly until: string }
  /** Runs a command for each id that was read. */
  | { readonly kind: 'each'; readonly reads: Argv; ids(stdout: string): string[]; argv(id: string): Argv }
  /** Stops unless nothing is left. */
  | {
      readonly kind: 'demand';
      readonly reads: Argv;
      left(stdout: string): number;
      readonly problem: string;
      readonly fix: string;
    }
);

/** Formatted as a person would type it. */
export function commandLine(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** An action before it runs: the command and its conditions. */
export function describeAction(action: Action): { readonly command: string; readonly note: string | null } {
  const notes = [noteOn(action), action.when === undefined ? null : `skipped if ${action.when.otherwise}`].filter(
    (note) => note !== null,
  );
  return {
    command: commandLine(action.kind === 'run' ? action.argv : action.reads),
    note: notes.length === 0 ? null : notes.join('; '),
  };
}

function noteOn(action: Action): string | null {
  if (action.kind === 'wait') return `until ${action.until}`;
  if (action.kind === 'each') return `for each: ${commandLine(action.argv('ID'))}`;
  return action.kind === 'demand' ? 'must find nothing' : null;
}
