import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { buildProgram, commandAt } from './program.js';
import { Runner } from './runner.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = buildProgram(new Runner({ root, npmPid: undefined, ignoredVariables: [] }, () => undefined), '0.0.0');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

const filesOf = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');

// Decisions (docs/adr) may name commands of their time.
const documents = filesOf('*.md', ':!docs/adr');
const withCommands = [...documents, ...filesOf('.github/*.yml')];

const optionsOf = (command: Command) => [...command.options.map(({ long }) => long), '--help', '--version'];

/** What is wrong with the words after `./fairway`; undefined for words that name a command and its options. */
function mistakeIn(words: readonly string[]): string | undefined {
  const { command, rest } = commandAt(program, words);
  const isGroup = command.commands.length > 0;
  const [next] = rest;
  if (isGroup && next !== undefined && /^[a-z]/.test(next)) return `no command ${next}`;
  const choices = command.registeredArguments[0]?.argChoices;
  // Capital letters stand for a value.
  if (choices !== undefined && next !== undefined && /^[a-z]/.test(next) && !choices.includes(next))
    return `no choice ${next}`;
  return rest
    .filter((word) => word.startsWith('--'))
    .map((word) => word.split('=')[0])
    .find((option) => !optionsOf(command).includes(option));
}

function commandsIn(text: string): string[][] {
  return [...text.matchAll(/\.\/fairway +([^`#|;&<>()\n]*)/g)].map(([, words = '']) =>
    words
      .replace(/^\[.*/, '')
      .trim()
      .replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT')
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
}

it('every ./fairway command and option in a document or a workflow exists', () => {
  const commands = withCommands.flatMap((path) =>
    commandsIn(readFileSync(join(root, path), 'utf8')).map((words) => ({ path, words })),
  );
  expect(commands.length).toBeGreaterThan(50);
  expect(commands).toContainEqual({ path: '.github/workflows/pull-request.yml', words: ['test', 'unit'] });
  const mistakes = commands.flatMap(({ path, words }) => {
    const mistake = mistakeIn(words);
    return mistake === undefined ? [] : [`${path}: ./fairway ${words.join(' ')}: ${mistake}`];
  });
  expect(mistakes).toEqual([]);
});

it('every npm script in a document exists', () => {
  const unknown = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/npm run ([a-z][\w:-]*)/g)]
      .filter(([, name = '']) => !(name in scripts))
      .map(([text]) => `${path}: ${text}`),
  );
  expect(unknown).toEqual([]);
});

/** As GitHub makes the address of a heading. */
const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

it('every link in a document leads to a file of the repository, and to a heading that it has', () => {
  const links = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
      ([link, target = '', anchor]) => ({
        path,
        link,
        target: target === '' ? path : join(dirname(path), target),
        anchor,
      }),
    ),
  );
  expect(links.length).toBeGreaterThan(200);
  const broken = links.filter(({ target, anchor }) => {
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsIn(readFileSync(join(root, target), 'utf8')).includes(anchor);
  });
  expect(broken.map(({ path, link }) => `${path}: ${link}`)).toEqual([]);
});

it('an unknown command, argument or option would be found', () => {
  expect(mistakeIn(['dlq', 'replya', '--dry-run'])).toBe('no command replya');
  expect(mistakeIn(['status', '--jsno'])).toBe('--jsno');
  expect(mistakeIn(['test', 'unti'])).toBe('no choice unti');
});
