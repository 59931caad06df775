import { FairwayError } from '@fairway/errors';
import { runProgram } from '@fairway/infra';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAnswers, type Answers } from '../adopt/answers.js';
import { changedSettings, settingsFile, writeSetting } from '../adopt/catalog-settings.js';
import { complete, refuse } from '../adopt/complete.js';
import { currentFields, writeFields } from '../adopt/places.js';
import { judgeOfSettings } from '../adopt/setting-judge.js';
import type { Command, Context } from '../command-line/context.js';
import { withNamedFile } from '../command-line/named-file.js';
import { carryOut, renderScaffolded, type Scaffolded } from '../scaffold/carry-out.js';
import { ChangeSet } from '../scaffold/change-set.js';

/** Turns a fork into the user's own. Git keeps what was there, so a tree with changes of its own is refused. */
export const adopt: Command<{ answers?: string; dryRun?: boolean }, Scaffolded> = {
  stopsItself: true,

  async run({ answers: file, dryRun = false }, context) {
    if (!dryRun) await requireCleanTree(context);
    const answers = readAnswers(file);
    const judge = await judgeOfSettings(context.root);
    const { changed, problems } = changedSettings(answers.settings);
    refuse([...problems, ...changed.flatMap((setting) => judge(setting) ?? [])]);
    const changes = new ChangeSet(context.root);
    const current = currentFields((path) => changes.read(path));
    const { fields, settings } = await complete(answers, { current, file, judge, stopping: context.stopping });
    writeFields(fields, (path, change) => changes.edit(path, change));
    for (const setting of [...changed, ...settings]) changes.edit(settingsFile, (text) => writeSetting(text, setting));
    const next = [
      ['git diff', 'what has changed; then commit it'],
      ['./fairway doctor --aws', 'what the account lacks'],
      ['npm test', 'everything, with your names'],
    ] as const;
    return await carryOut({ changes, next }, dryRun, context);
  },

  render: (result, style) =>
    result.changes.length === 0
      ? `${style.green('✓')} the repository is as the answers say`
      : renderScaffolded(result, style),
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

async function requireCleanTree({ root, env }: Context): Promise<void> {
  const options = { cwd: root, env };
  const { exitCode, stdout, stderr } = await runProgram('git', ['status', '--porcelain', '-uno'], options);
  if (exitCode !== 0)
    throw new FairwayError('failed', 'Nothing was changed: git status fails.', {
      cause: stderr.trim(),
      hint: 'The fork must be a git repository: `git clone` it, or `git init`, `git add .` and `git commit`.',
    });
  const changed = stdout.split('\n').filter((line) => line !== '');
  if (changed.length === 0) return;
  const files = changed.length === 1 ? '1 file has' : `${changed.length} files have`;
  throw new FairwayError('failed', `Nothing was changed: ${files} uncommitted changes.`, {
    cause: changed.slice(0, 5).join('\n'),
    hint: 'Commit or stash them, so that git shows what this command changes.',
  });
}
