import { FairwayError } from '@fairway/errors';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, type FormatConfig } from 'oxfmt';
import ts from 'typescript';

export interface Change {
  /** From the root of the repository. */
  readonly path: string;
  /** Absent for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}

/** New files and changed ones, computed whole before the first is written. */
export class ChangeSet {
  readonly #root: string;
  readonly #changes = new Map<string, Change>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @throws FairwayError usage, when the file exists */
  create(path: string, content: string): void {
    if (existsSync(join(this.#root, path)))
      throw new FairwayError('usage', `${path} exists already.`, { hint: 'Choose another name, or delete it first.' });
    this.#changes.set(path, { path, before: undefined, after: content });
  }

  /** Several edits of one file add up. */
  edit(path: string, edit: (text: string) => string): void {
    const earlier = this.#changes.get(path);
    const before = earlier === undefined ? readFileSync(join(this.#root, path), 'utf8') : earlier.before;
    this.#changes.set(path, { path, before, after: edit(earlier?.after ?? before ?? '') });
  }

  has(path: string): boolean {
    return this.#changes.has(path) || existsSync(join(this.#root, path));
  }

  /** As the formatter writes them, in the order of their paths. */
  async formatted(): Promise<Change[]> {
    const config = '.oxfmtrc.jsonc';
    const { config: options } = ts.parseConfigFileTextToJson(config, readFileSync(join(this.#root, config), 'utf8'));
    const { ignorePatterns: _, ...style } = options as FormatConfig & { ignorePatterns?: unknown };
    const changes = [...this.#changes.values()].sort((one, other) => one.path.localeCompare(other.path, 'en'));
    return Promise.all(
      changes.map(async (change) => {
        if (!/\.(ts|json)$/.test(change.path) || change.path === 'package-lock.json') return change;
        const { code, errors } = await format(change.path, change.after, style);
        const [error] = errors;
        if (error !== undefined) throw new Error(`${change.path} would be no valid source: ${error.message}`);
        return { ...change, after: code };
      }),
    );
  }
}

/** Writes all changes; returns how to take them back. */
export function writeAll(root: string, changes: readonly Change[]): () => void {
  const written: Change[] = [];
  const folders: string[] = [];
  const undo = () => {
    for (const { path, before } of written.toReversed()) {
      if (before === undefined) rmSync(join(root, path), { force: true });
      else writeFileSync(join(root, path), before);
    }
    // Only folders that were made here, and only when nothing else has come into them.
    for (const folder of folders.toReversed()) removeIfEmpty(folder);
  };
  try {
    for (const change of changes) {
      const path = join(root, change.path);
      folders.push(...missingFolders(dirname(path)));
      mkdirSync(dirname(path), { recursive: true });
      written.push(change);
      writeFileSync(path, change.after);
    }
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
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
