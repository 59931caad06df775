import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInputs, runAffected } from '../src/checks/run-selected.js';
import { test as testCommand } from '../src/commands/test.js';
import { contextIn } from './command-context.js';
import { root as ownRoot } from './run-fairway.js';

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, type: 'module', ...more });
const printing = (text: string, program: string, ...args: string[]) => `
  import { execFileSync } from 'node:child_process';
  import { expect, it } from 'vitest';
  it('prints', () => expect(execFileSync('${program}', ${JSON.stringify(args)}, { encoding: 'utf8' })).toBe('${text}'));`;
const reading = (path: string) => printing('text', 'cat', path);

// Two packages, of which one depends on the other, and a third.
const content = {
  '.gitignore': 'node_modules\ncli\n',
  'package.json': manifest('small', { workspaces: ['packages/*'] }),
  'vitest.config.ts': `export default {
    test: { projects: [{ test: { name: 'integration', include: ['packages/*/test/*.int-spec.ts'] } }] },
  };`,
  'packages/base/package.json': manifest('base'),
  'packages/base/data.txt': 'text',
  'packages/base/test/base.int-spec.ts': reading('packages/base/data.txt'),
  'packages/user/package.json': manifest('user', { devDependencies: { base: '*' } }),
  'packages/user/test/user.int-spec.ts': reading('packages/base/data.txt'),
  'packages/other/package.json': manifest('other'),
  'packages/other/README.md': 'text',
  'packages/other/data.txt': 'text',
  'packages/other/test/other.int-spec.ts': reading('packages/other/data.txt'),
};

let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: root });
function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-affected-'));
  for (const [path, text] of Object.entries(content)) write(path, text);
  symlinkSync(join(ownRoot, 'node_modules'), join(root, 'node_modules'));
  // Vitest loads it from the build.
  const reporter = 'cli/dist/src/checks/count-reporter.js';
  write(reporter, readFileSync(join(ownRoot, reporter), 'utf8'));
  // Git reads files again that are as young as its index.
  const hourAgo = Date.now() / 1_000 - 3_600;
  for (const path of Object.keys(content)) utimesSync(join(root, path), hourAgo, hourAgo);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'start');
  git('checkout', '--quiet', '-b', 'branch');
});
afterEach(() => rmSync(root, { recursive: true }));

async function since(reference: string) {
  const context = contextIn(root);
  const { passed, failed } = await runAffected('integration', reference, context);
  return { passed, failed: failed.map(({ name }) => name), told: context.told.filter((line) => !line.includes('●')) };
}

describe('tests since a commit', () => {
  it('are those that a change on this branch can affect: committed, not committed or new', async () => {
    write('packages/base/data.txt', 'other text');
    git('commit', '--quiet', '--all', '--message', 'change');
    write('packages/base/new.txt', 'new');
    expect(await since('main')).toEqual({
      passed: 0,
      failed: ['packages/base/test/base.int-spec.ts: prints', 'packages/user/test/user.int-spec.ts: prints'],
      told: [
        '  packages/base (1 file): packages/base/data.txt and 1 more',
        '  packages/user (1 file): packages/base/data.txt and 1 more',
        '2 of 3 files of integration tests read what has changed since main',
      ],
    });
  });

  it('are not those of a change on the other branch, nor those of documents', async () => {
    git('checkout', '--quiet', 'main');
    write('packages/base/data.txt', 'other text');
    git('commit', '--quiet', '--all', '--message', 'meanwhile');
    git('checkout', '--quiet', 'branch');
    write('packages/other/README.md', 'other text');
    expect(await since('main')).toEqual({
      passed: 0,
      failed: [],
      told: ['nothing that the integration tests read has changed since main'],
    });
  });

  it('of a file that moves, are those of both places', async () => {
    git('mv', 'packages/other/data.txt', 'packages/base/moved.txt');
    const { told, ...counts } = await since('main');
    expect(counts).toEqual({ passed: 2, failed: ['packages/other/test/other.int-spec.ts: prints'] });
    expect(told.at(-1)).toContain('3 of 3 files');
  });

  it('need a commit that both have', async () => {
    const error = { code: 'usage', hint: expect.stringContaining('fetch-depth: 0') };
    await expect(since('origin/nowhere')).rejects.toMatchObject(error);
    git('checkout', '--quiet', '--orphan', 'stranger');
    git('commit', '--quiet', '--message', 'of its own');
    await expect(since('main')).rejects.toMatchObject(error);
  });
});

describe('the check of inputs', () => {
  async function check() {
    const context = contextIn(root);
    const { passed, failed } = await checkInputs('integration', context);
    return { passed, failed, told: context.told.filter((line) => line.includes('✗')) };
  }

  it('passes when tests read what they declare', async () => {
    expect(await check()).toEqual({ passed: 3, failed: [], told: [] });
  });

  it('finds what a program that a test starts reads, and git does not read for itself', async () => {
    write('packages/base/test/base.int-spec.ts', reading('packages/other/data.txt'));
    write('packages/user/test/user.int-spec.ts', printing('', 'git', 'status', '--porcelain', 'packages/other'));
    const { told, ...counts } = await check();
    const name = 'integration tests of packages/base read what they do not declare';
    expect(counts).toEqual({ passed: 3, failed: [{ name, reason: 'packages/other/data.txt' }] });
    expect(told).toEqual([
      expect.stringMatching(
        /tests of packages\/base read what they do not declare \(.*\):\n {4}packages\/other\/data\.txt\n/,
      ),
    ]);
  });
});

it.each([undefined, 'unit', 'checks'] as const)('the suite %s always runs whole', async (suite) => {
  for (const selection of [{ since: 'HEAD' }, { checkInputs: true } as const])
    await expect(testCommand.run({ suite, ...selection }, contextIn(ownRoot))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('always runs whole'),
    });
});
