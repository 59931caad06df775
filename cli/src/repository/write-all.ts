import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Change {
  /** From the root of the repository. */
  readonly path: string;
  /** Absent for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Writes all changes, or none when one fails; returns how to take them back. Without a pause, so that no signal comes
 * in between.
 */
export function writeAll(root: string, changes: readonly Change[]): () => void {
  const folders: string[] = [];
  const staged: string[] = [];
  const replaced: Change[] = [];
  const undo = () => {
    for (const path of staged) rmSync(path, { force: true });
    for (const { path, before } of replaced.toReversed()) {
      if (before === undefined) rmSync(join(root, path), { force: true });
      else replace(join(root, path), before);
    }
    // Only folders that were made here, and only when nothing else has come into them.
    for (const folder of folders.toReversed()) removeIfEmpty(folder);
  };
  try {
    // A full disk is noticed here, while every file still is as it was.
    for (const { path, after } of changes) {
      const target = join(root, path);
      folders.push(...missingFolders(dirname(target)));
      mkdirSync(dirname(target), { recursive: true });
      staged.push(asideOf(target));
      stage(target, after);
    }
    for (const change of changes) {
      const target = join(root, change.path);
      renameSync(asideOf(target), target);
      replaced.push(change);
    }
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

const asideOf = (path: string) => `${path}.${process.pid}.tmp`;

/** Beside the file, because a rename ends at the border of a file system. */
function stage(path: string, content: string): void {
  writeFileSync(asideOf(path), content, { mode: statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666 });
}

function replace(path: string, content: string): void {
  stage(path, content);
  renameSync(asideOf(path), path);
}

/** Outermost first. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it, or it was never made.
  }
}
