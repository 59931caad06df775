import { FairwayError } from '@fairway/errors';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type FormatConfig } from 'oxfmt';
import ts from 'typescript';
import type { Change } from '../repository/write-all.js';

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
    const text = this.read(path);
    const earlier = this.#changes.get(path);
    this.#changes.set(path, { path, before: earlier === undefined ? text : earlier.before, after: edit(text) });
  }

  /** With the edits so far. */
  read(path: string): string {
    return this.#changes.get(path)?.after ?? readFileSync(join(this.#root, path), 'utf8');
  }

  has(path: string): boolean {
    return this.#changes.has(path) || existsSync(join(this.#root, path));
  }

  /** As the formatter writes them, in the order of their paths; without those that change nothing. */
  async formatted(): Promise<Change[]> {
    const config = '.oxfmtrc.jsonc';
    const { config: options } = ts.parseConfigFileTextToJson(config, readFileSync(join(this.#root, config), 'utf8'));
    const { ignorePatterns: _, ...style } = options as FormatConfig & { ignorePatterns?: unknown };
    const changes = [...this.#changes.values()].sort((one, other) => one.path.localeCompare(other.path, 'en'));
    const formatted = await Promise.all(
      changes.map(async (change) => {
        if (!/\.(ts|json)$/.test(change.path) || change.path === 'package-lock.json') return change;
        const { code, errors } = await format(change.path, change.after, style);
        const [error] = errors;
        if (error !== undefined) throw new Error(`${change.path} would be no valid source: ${error.message}`);
        return { ...change, after: code };
      }),
    );
    return formatted.filter(({ before, after }) => before !== after);
  }
}
