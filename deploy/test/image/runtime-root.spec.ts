import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeRuntimeRoot } from '../../src/image/runtime-root.js';

let folder: string;
let base: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-runtime-root-'));
  base = join(folder, 'base');
  target = join(folder, 'target');
  const files = {
    'usr/local/bin/node': 'node',
    'usr/bin/apt': 'apt',
    'usr/lib/os-release': 'ID=debian',
    'usr/lib/aarch64-linux-gnu/libc.so.6': 'libc',
    'var/lib/dpkg/status': 'Package: apt\nArchitecture: arm64\n\nPackage: libc6\nArchitecture: arm64\nVersion: 2.36\n',
    'var/lib/dpkg/info/libc6:arm64.list': '/usr/lib/aarch64-linux-gnu/libc.so.6\n/usr/share/man/ld.8',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

it('an image has Node, its libraries and their records, and nothing else of the base', () => {
  writeRuntimeRoot('arm64', base, target);
  expect(readFileSync(join(target, 'usr/local/bin/node'), 'utf8')).toBe('node');
  expect(readFileSync(join(target, 'lib/aarch64-linux-gnu/libc.so.6'), 'utf8')).toBe('libc');
  expect(readFileSync(join(target, 'var/lib/dpkg/status.d/libc6'), 'utf8')).toContain('Version: 2.36');
  for (const path of ['usr/bin', 'var/lib/dpkg/status', 'usr/share'])
    expect(existsSync(join(target, path))).toBe(false);
});

it('a base for another processor is refused: the image would start nowhere', () => {
  expect(() => writeRuntimeRoot('amd64', base, target)).toThrow('is not for amd64');
});
