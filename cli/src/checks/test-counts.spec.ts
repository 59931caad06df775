import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCounts, readCounts } from './test-counts.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-counts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const skipped = [{ name: 'a', reason: 'no docker' }];
const counted = (counts: object) => {
  const path = join(folder, 'counts.json');
  writeFileSync(path, JSON.stringify(counts));
  return path;
};

describe('test counts', () => {
  it('add up over several runs', () => {
    const runs = [
      { passed: 1, failed: 2, skipped },
      { passed: 10, failed: 20, skipped: [] },
    ];
    expect(addCounts(runs)).toEqual({ passed: 11, failed: 22, skipped });
  });

  it('are read from the file that the run wrote', () => {
    const counts = { passed: 3, failed: 0, skipped };
    expect(readCounts(counted(counts), 0)).toEqual(counts);
  });

  it('report a failure when vitest exits with an error', () => {
    expect(readCounts(counted({ passed: 3, failed: 0, skipped: [] }), 1).failed).toBe(1);
    expect(readCounts(counted({ passed: 3, failed: 2, skipped: [] }), 1).failed).toBe(2);
    expect(readCounts(join(folder, 'never-written.json'), 0).failed).toBe(1);
  });
});
