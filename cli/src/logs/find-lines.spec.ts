import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLines } from './find-lines.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-log-'));
  path = join(folder, 'a.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('lines of a log', () => {
  it('are found by any of the texts, each once, in order', () => {
    writeFileSync(path, 'a x\nb\nc y x\nd y\n');
    expect(findLines(path, ['y', 'x'])).toEqual(['a x', 'c y x', 'd y']);
  });

  it('are found in the rotated file first', () => {
    writeFileSync(`${path}.1`, 'old x\n');
    writeFileSync(path, 'new x\n');
    expect(findLines(path, ['x'])).toEqual(['old x', 'new x']);
  });

  it('are found across the boundary of two chunks', () => {
    const filler = `${'.'.repeat(1_000)}\n`.repeat(1_047);
    writeFileSync(path, `${filler}${'-'.repeat(1_000)} needle ${'-'.repeat(1_000)}\nlast needle\n`);
    expect(findLines(path, ['needle']).map((line) => line.replaceAll('-', ''))).toEqual([' needle ', 'last needle']);
  });

  it('are empty when the log does not exist', () => {
    expect(findLines(path, ['x'])).toEqual([]);
  });
});
