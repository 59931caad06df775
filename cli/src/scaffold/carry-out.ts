import { FairwayError } from '@fairway/errors';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { diff } from 'node:util';
import type { Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { runProgram } from '../command-line/run-program.js';
import type { Style } from '../command-line/style.js';
import { readIfThere } from '../generate/marked-section.js';
import { renderAll } from '../generate/render-all.js';
import { type Change, writeAll } from '../repository/write-all.js';
import type { ChangeSet } from './change-set.js';

export interface Scaffolded {
  readonly dryRun: boolean;
  readonly changes: readonly Change[];
  /** Commands, and what each is for. */
  readonly next: readonly (readonly [command: string, purpose: string])[];
}

export interface NewFiles {
  readonly changes: ChangeSet;
  readonly next: Scaffolded['next'];
  /** Folders that only exist because of it. */
  readonly folders?: readonly string[];
  /** Generated files that do not exist yet. */
  readonly rendered?: readonly string[];
}

/** Writes everything and renders what follows from it. When either fails or is interrupted, all is as it was before. */
export async function carryOut(
  { changes, next, folders = [], rendered = [] }: NewFiles,
  dryRun: boolean,
  { root, env, stopping, progress }: Context,
): Promise<Scaffolded> {
  const formatted = await changes.formatted();
  if (dryRun || formatted.length === 0) return { dryRun, changes: formatted, next };
  const before = (await renderAll(root)).map(({ path }) => ({ path, content: readIfThere(join(root, path)) }));
  if (stopping.aborted) throw interrupted();
  const undo = writeAll(root, formatted);
  progress('rendering what follows');
  let exitCode = 1;
  try {
    // A process of its own: this one has loaded the catalogue and the contracts as they were. It installs and builds first.
    exitCode = await runProgram(join(root, 'fairway'), ['generate'], { cwd: root, env, stdout: 'progress', stopping });
  } finally {
    if (exitCode !== 0) {
      undo();
      writeAll(
        root,
        before.flatMap(({ path, content }) =>
          content === undefined ? [] : [{ path, before: content, after: content }],
        ),
      );
      for (const path of [...folders, ...rendered]) rmSync(join(root, path), { recursive: true, force: true });
      progress('everything is as it was before');
    }
  }
  // Ctrl-C goes to both, and the end of the program may be known before our own signal.
  if (exitCode === exitCodes.interrupted || (exitCode !== 0 && stopping.aborted)) throw interrupted();
  if (exitCode !== 0)
    throw new FairwayError('failed', 'The generated files could not be rendered, so nothing was changed.', {
      hint: '`./fairway generate` says above what is wrong. `--dry-run` shows what would be written.',
    });
  return { dryRun, changes: formatted, next };
}

const interrupted = () =>
  new FairwayError('interrupted', 'Interrupted; nothing was changed.', { hint: 'Run it again.' });

export function renderScaffolded({ dryRun, changes, next }: Scaffolded, style: Style): string {
  const lines = changes.flatMap((change) => [
    `${style.green(change.before === undefined ? 'new    ' : 'changed')} ${change.path}`,
    ...(dryRun ? differences(change, style) : []),
  ]);
  if (dryRun) return [...lines, 'Nothing was written. The generated files follow from these.'].join('\n');
  const width = Math.max(...next.map(([command]) => command.length));
  const commands = next.map(([command, purpose]) => `  ${command.padEnd(width)}   # ${purpose}`);
  return [...lines, 'next:', ...commands].join('\n');
}

/** All of a new file; of a changed one, the lines that come and go. */
function differences({ before, after }: Change, style: Style): string[] {
  const lines = after.trimEnd().split('\n');
  if (before === undefined) return lines.map((line) => `  ${line}`);
  return diff(before.trimEnd().split('\n'), lines)
    .filter(([operation]) => operation !== 0)
    .map(([operation, line]) => (operation === 1 ? style.red(`- ${line}`) : style.green(`+ ${line}`)));
}
