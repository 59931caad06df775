import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './run-fairway.js';

// A miniature clone with the real prepare.mjs, and with an npm and a compiler that record their calls.
let clone: string;

const npm = `#!/bin/sh
echo "npm $*" >> "$CLONE/calls"
sleep 0.2
[ -e "$CLONE/npm-fails" ] && echo "npm error: no network" >&2 && exit 1
rm -rf "$CLONE/node_modules" && mkdir -p "$CLONE/node_modules/.bin" && ln -s "$NODE" "$CLONE/node_modules/.bin/node"
cp "$CLONE/package-lock.json" "$CLONE/node_modules/.package-lock.json"
`;
const compiler = `
import { appendFileSync, cpSync, existsSync } from 'node:fs';
appendFileSync(process.env.CLONE + '/calls', 'build\\n');
if (existsSync(process.env.CLONE + '/compiler-fails')) process.exit(1);
cpSync(process.env.CLONE + '/app/src/a.ts', process.env.CLONE + '/app/dist/src/a.js');
`;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'fairway-prepare-'));
  write('package.json', JSON.stringify({ workspaces: ['app'] }));
  lock('1.0.0');
  write('app/src/a.ts', 'export const a = 1;');
  write('app/src/a.spec.ts', 'no output of its own');
  write('bin/npm', npm);
  chmodSync(join(clone, 'bin/npm'), 0o755);
  write('tools/build.mjs', compiler);
  copyFileSync(join(root, 'tools/prepare.mjs'), join(clone, 'tools/prepare.mjs'));
});
afterEach(() => rmSync(clone, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

function lock(version: string): void {
  write(
    'package-lock.json',
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { version, integrity: `sha512-${version}` } } }),
  );
}

function prepare(...args: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const env = { PATH: `${join(clone, 'bin')}:${process.env['PATH']}`, CLONE: clone, NODE: process.execPath };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(clone, 'tools/prepare.mjs'), ...args],
      { env, timeout: 240_000 },
      (_, stdout, stderr) => {
        resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
  });
}

const calls = () =>
  existsSync(join(clone, 'calls')) ? readFileSync(join(clone, 'calls'), 'utf8').trim().split('\n') : [];
const install = 'npm install --no-save --loglevel=error --include=dev';

describe('preparing a clone', () => {
  it('installs and compiles the first time, and does nothing the second time', async () => {
    const first = await prepare();
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(/^installing dependencies \(first run/),
    });
    expect(calls()).toEqual([install, 'build']);
    expect(await prepare()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(calls()).toEqual([install, 'build']);
  });

  it('installs again when package-lock.json requires other packages', async () => {
    await prepare();
    lock('2.0.0');
    expect((await prepare()).stderr).toContain('package-lock.json changed');
    expect(calls()).toEqual([install, 'build', install]);
  });

  it('does not install after `npm install` has updated everything itself', async () => {
    await prepare();
    lock('2.0.0');
    copyFileSync(join(clone, 'package-lock.json'), join(clone, 'node_modules/.package-lock.json'));
    expect(await prepare()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('installs again when install scripts were not run', async () => {
    await prepare();
    rmSync(join(clone, 'node_modules/.bin/node'));
    await prepare();
    expect(calls()).toEqual([install, 'build', install]);
  });

  it.each([
    ['a source changed', () => appendFileSync(join(clone, 'app/src/a.ts'), '\n')],
    ['an output has lost its source', () => write('app/dist/src/gone.js', '')],
    ['an output is missing', () => rmSync(join(clone, 'app/dist/src/a.js'))],
  ])('compiles again when %s', async (_, change) => {
    await prepare();
    const past = new Date(Date.now() - 60_000);
    if (existsSync(join(clone, 'app/dist/src/a.js'))) utimesSync(join(clone, 'app/dist/src/a.js'), past, past);
    utimesSync(join(clone, 'app/src/a.ts'), past, new Date(past.getTime() - 1_000));
    change();
    await prepare();
    expect(calls()).toEqual([install, 'build', 'build']);
  });

  it('does the work once when two run at the same time', async () => {
    const outcomes = await Promise.all([prepare(), prepare()]);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(calls()).toEqual([install, 'build']);
  });

  it('takes over the lock of a killed process', async () => {
    write('.fairway/prepare.lock/owner', '999999999');
    expect((await prepare()).exitCode).toBe(0);
    expect(existsSync(join(clone, '.fairway/prepare.lock'))).toBe(false);
  });

  it.each(['', 'x'])('takes over the lock whose owner was killed after it had written %j', async (owner) => {
    write('.fairway/prepare.lock/owner', owner);
    const past = new Date(Date.now() - 10_000);
    utimesSync(join(clone, '.fairway/prepare.lock'), past, past);
    const { exitCode, stderr } = await prepare();
    expect(stderr).not.toContain('waiting for another');
    expect(exitCode).toBe(0);
  });

  it('says what failed and how to fix it, and tries again the next time', async () => {
    write('npm-fails', '');
    const { exitCode, stderr } = await prepare();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/npm error: no network[\s\S]*✗ installing dependencies failed \(exit code 1\)[\s\S]*proxy/);
    rmSync(join(clone, 'npm-fails'));
    expect((await prepare()).exitCode).toBe(0);
  });

  it('lets read-only commands use the last build when a source has an error', async () => {
    await prepare();
    write('app/src/a.ts', 'const a = ;');
    write('compiler-fails', '');
    expect((await prepare('down')).exitCode).toBe(1);
    write('cli/dist/src/main.js', '');
    expect(await prepare('down')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/! compiling failed[\s\S]*down uses the last successful build/),
    });
    expect(await prepare('up')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Fix the source file above'),
    });
  });
});

describe('compiling', () => {
  beforeEach(() => {
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    copyFileSync(join(root, 'tools/build.mjs'), join(clone, 'tools/build.mjs'));
  });

  it('leaves an output older than a source that was saved meanwhile, so that the next build compiles it', async () => {
    const [saved, slow] = ['app/src/a.ts', 'app/src/slow.ts'].map((path) => join(clone, path)) as [string, string];
    // The compiler waits at a pipe until something is written into it.
    execFileSync('mkfifo', [slow]);
    const build = spawn(process.execPath, [join(clone, 'tools/build.mjs')], { stdio: 'inherit' });
    const pipe = await open(slow, 'w');
    write('app/src/a.ts', 'export const a = 2;');
    await pipe.writeFile('export const slow = 1;');
    await pipe.close();
    expect(await once(build, 'exit')).toEqual([0, null]);
    expect(statSync(join(clone, 'app/dist/src/a.js')).mtimeMs).toBeLessThan(statSync(saved).mtimeMs);
  });

  it('lists the errors of all sources without a stack trace, and keeps the last build complete', () => {
    const build = () => spawnSync(process.execPath, [join(clone, 'tools/build.mjs')], { encoding: 'utf8' });
    expect(build()).toMatchObject({ status: 0, stderr: expect.stringContaining('built 1 files') });
    const last = readFileSync(join(clone, 'app/dist/src/a.js'), 'utf8');
    const future = new Date(Date.now() + 60_000);
    write('app/src/a.ts', 'export const a = 2;');
    utimesSync(join(clone, 'app/src/a.ts'), future, future);
    write('app/src/b.ts', 'const b = ;');
    write('app/src/c.ts', 'const c = );');
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toMatch(/Expression expected[\s\S]*Expression expected/);
    expect(stderr).not.toMatch(/backtrace|Caused by/);
    expect(readFileSync(join(clone, 'app/dist/src/a.js'), 'utf8')).toBe(last);
  });
});
