import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeAll } from './write-all.js';

let root: string;
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const everything = () => readdirSync(root, { recursive: true }).sort();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-write-all-'));
  writeFileSync(join(root, 'kept'), 'old');
});
afterEach(() => rmSync(root, { recursive: true }));

const rewritten = { path: 'kept', before: 'old', after: 'new' };
const created = { path: 'some/folder/file', before: undefined, after: 'new' };

it('writes new files and changed ones, keeps their mode, and takes all back', () => {
  chmodSync(join(root, 'kept'), 0o755);
  const undo = writeAll(root, [rewritten, created]);
  expect([text('kept'), text('some/folder/file')]).toEqual(['new', 'new']);
  expect(everything()).toEqual(['kept', 'some', 'some/folder', 'some/folder/file']);
  expect(statSync(join(root, 'kept')).mode & 0o777).toBe(0o755);
  undo();
  expect(everything()).toEqual(['kept']);
  expect(text('kept')).toBe('old');
});

it.each([
  ['cannot be written', { path: 'kept/file', before: undefined, after: 'new' }],
  ['cannot be replaced', { path: 'folder', before: 'old', after: 'new' }],
])('leaves everything as it was when a file %s', (_, impossible) => {
  mkdirSync(join(root, 'folder'));
  expect(() => writeAll(root, [rewritten, created, impossible])).toThrow(/ENOTDIR|EISDIR|EEXIST/);
  expect(everything()).toEqual(['folder', 'kept']);
  expect(text('kept')).toBe('old');
});
