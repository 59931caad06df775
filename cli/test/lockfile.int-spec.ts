import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from './run-fairway.js';

const workspace = { name: '@fairway/stock', dependencies: { zod: '4.6.7' } };
const link = { resolved: 'apps/stock', link: true };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fairway-lockfile-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(content));
}

function check(packages: object): Promise<{ exitCode: number | null; stderr: string }> {
  write('package.json', { workspaces: ['apps/*'] });
  write('apps/stock/package.json', workspace);
  write('package-lock.json', { packages });
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(root, 'tools', 'check-lockfile.mjs'), folder], (_, __, stderr) =>
      resolve({ exitCode: child.exitCode, stderr }),
    );
  });
}

it('accepts a lock file that contains every workspace and the checksum of every package', async () => {
  const zod = { version: '4.6.7', integrity: 'sha512-AA==' };
  expect(
    await check({ 'apps/stock': workspace, 'node_modules/@fairway/stock': link, 'node_modules/zod': zod }),
  ).toEqual({ exitCode: 0, stderr: '' });
});

it.each([
  ['a missing workspace', {}, 'apps/stock (@fairway/stock) is missing'],
  ['a workspace without its link', { 'apps/stock': workspace }, 'apps/stock (@fairway/stock) is missing'],
  [
    'a missing dependency',
    { 'apps/stock': { name: '@fairway/stock' }, 'node_modules/@fairway/stock': link },
    'apps/stock has different dependencies than its package.json',
  ],
  [
    'a deleted workspace',
    {
      'apps/stock': workspace,
      'node_modules/@fairway/stock': link,
      'node_modules/@fairway/old': { resolved: 'apps/old', link: true },
    },
    'apps/old is no longer a workspace',
  ],
  [
    'a package without a checksum',
    { 'apps/stock': workspace, 'node_modules/@fairway/stock': link, 'node_modules/zod': { version: '4.6.7' } },
    'node_modules/zod has no checksum; delete its entry and run `npm install --package-lock-only` in a clone without node_modules',
  ],
])('%s is named', async (_, packages, problem) => {
  const { exitCode, stderr } = await check(packages);
  expect(stderr).toBe(`✗ package-lock.json: ${problem}\n`);
  expect(exitCode).toBe(1);
});
