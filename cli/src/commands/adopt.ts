import { FairwayError } from '@fairway/errors';
import { runProgram } from '@fairway/infra';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAnswers, type Answers } from '../adopt/answers.js';
import { changedSettings, settingsFile, writeSetting } from '../adopt/catalog-settings.js';
import { complete, refuse } from '../adopt/complete.js';
import { currentFields, writeFields } from '../adopt/places.js';
import type { Command, Context } from '../command-line/context.js';
import { withNamedFile } from '../command-line/named-file.js';

export interface AdoptResult {
  readonly dryRun: boolean;
  /** By file: the lines that change, as `-` and `+`. */
  readonly edits: Readonly<Record<string, readonly string[]>>;
  /** Rendered files that follow from them; empty with `--dry-run`. */
  readonly rendered: readonly string[];
}

/** Turns a fork into the user's own. Git keeps what was there, so a tree with changes of its own is refused. */
export const adopt: Command<{ answers?: string; dryRun?: boolean }, AdoptResult> = {
  async run({ answers: file, dryRun = false }, context) {
    if (!dryRun) await requireCleanTree(context);
    const answers = readAnswers(file);
    const { changed, problems } = changedSettings(answers.settings);
    refuse(problems);
    const drafts = new Drafts(context.root);
    const current = currentFields((path) => drafts.read(path));
    const { fields, settings } = await complete(answers, { current, file });
    writeFields(fields, (path, change) => drafts.edit(path, change));
    for (const setting of [...changed, ...settings]) drafts.edit(settingsFile, (text) => writeSetting(text, setting));
    const edits = drafts.changedLines();
    if (dryRun || Object.keys(edits).length === 0) return { dryRun, edits, rendered: [] };
    try {
      drafts.write();
      await renderAgain(context);
    } catch (error) {
      await git(context, 'checkout', '--', '.');
      throw error;
    }
    const all = (await changedFiles(context)).map((line) => line.slice(3));
    return { dryRun, edits, rendered: all.filter((path) => !Object.hasOwn(edits, path)) };
  },

  render({ dryRun, edits, rendered }, style) {
    const files = Object.entries(edits);
    if (files.length === 0) return `${style.green('✓')} the repository is as the answers say`;
    const lines = dryRun
      ? files.flatMap(([path, changes]) => [style.bold(path), ...changes.map((line) => `  ${line}`)])
      : [...files.map(([path]) => path), ...rendered].map((path) => `${style.green('✓')} written  ${path}`);
    const next = dryRun
      ? 'nothing was written; what follows from the catalogue is rendered as well · next: the same without --dry-run'
      : 'next: git diff, ./fairway doctor --aws, npm test, and commit';
    return [...lines, next].join('\n');
  },
};

function readAnswers(file: string | undefined): Answers {
  if (file === undefined) return { settings: {} };
  if (!existsSync(file)) {
    throw new FairwayError('not_found', `There is no file ${resolve(file)}.`, {
      hint: `\`cp docs/guides/adopt.jsonc ${file}\`, fill it in, then run this again.`,
    });
  }
  const parsed = parseAnswers(withNamedFile(resolve(file), 'read', () => readFileSync(file, 'utf8')));
  if ('answers' in parsed) return parsed.answers;
  throw new FairwayError('usage', `Nothing was changed: ${file} has mistakes.\n  ${parsed.problems.join('\n  ')}`, {
    hint: `Correct ${file}; docs/guides/adopt.jsonc says what each answer means.`,
  });
}

/** New texts of files, in memory until all are right. */
class Drafts {
  readonly #root: string;
  readonly #before = new Map<string, string>();
  readonly #after = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  read(path: string): string {
    const text = this.#after.get(path) ?? readFileSync(join(this.#root, path), 'utf8');
    if (!this.#before.has(path)) this.#before.set(path, text);
    return text;
  }

  edit(path: string, change: (text: string) => string): void {
    this.#after.set(path, change(this.read(path)));
  }

  changedLines(): Record<string, string[]> {
    const changed = [...this.#after].filter(([path, text]) => text !== this.#before.get(path));
    return Object.fromEntries(changed.map(([path, text]) => [path, difference(this.#before.get(path) ?? '', text)]));
  }

  write(): void {
    for (const [path, text] of this.#after)
      if (text !== this.#before.get(path)) writeFileSync(join(this.#root, path), text);
  }
}

function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`)];
}

/** By programs of their own: this one has loaded the catalogue as it was. */
async function renderAgain(context: Context): Promise<void> {
  const { root, env, progress } = context;
  progress('rendering what follows from the catalogue');
  for (const args of [['tools/build.mjs'], ['cli/dist/src/main.js', 'generate']]) {
    const { exitCode, stdout, stderr } = await runProgram(process.execPath, args, { cwd: root, env });
    if (exitCode === 0) continue;
    throw new FairwayError('failed', `Nothing was changed: ${args.join(' ')} fails with these answers.`, {
      cause: (stderr || stdout).trim(),
      hint: 'Correct the answer that it names, then run this again.',
    });
  }
}

async function requireCleanTree(context: Context): Promise<void> {
  const changed = await changedFiles(context);
  if (changed.length === 0) return;
  throw new FairwayError(
    'failed',
    `Nothing was changed: ${changed.length} files have changes that are not committed.`,
    {
      cause: changed.slice(0, 5).join('\n'),
      hint: 'Commit or stash them, so that git shows what this command changes and can take it back.',
    },
  );
}

const changedFiles = async (context: Context) =>
  (await git(context, 'status', '--porcelain', '--untracked-files=no')).split('\n').filter((line) => line !== '');

async function git({ root, env }: Context, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram('git', args, { cwd: root, env });
  if (exitCode === 0) return stdout;
  throw new FairwayError('failed', `Nothing was changed: git ${args[0]} fails.`, {
    cause: stderr.trim(),
    hint: 'The fork must be a git repository: `git clone` it, or `git init`, `git add .` and `git commit`.',
  });
}
