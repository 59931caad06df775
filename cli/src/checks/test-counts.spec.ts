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
const failed = [{ name: 'b', reason: 'expected 1 to be 2' }];
const counted = (counts: object) => {
  const path = join(folder, 'counts.json');
  writeFileSync(path, JSON.stringify(counts));
  return path;
};

describe('test counts', () => {
  it('add up over several runs', () => {
    const runs = [
      { passed: 1, failed: [], skipped },
      { passed: 10, failed, skipped: [] },
      { passed: 0, failed, skipped: [] },
    ];
    expect(addCounts(runs)).toEqual({ passed: 11, failed: [...failed, ...failed], skipped });
  });

  it('are read from the file that the run wrote', () => {
    const counts = { passed: 3, failed, skipped };
    expect(readCounts(counted(counts), 'unit', 1)).toEqual(counts);
  });

  it('report a failure when vitest exits with an error', () => {
    const ended = [{ name: 'unit tests', reason: 'vitest ended with exit code 1' }];
    expect(readCounts(counted({ passed: 3, failed: [], skipped: [] }), 'unit', 1).failed).toEqual(ended);
    expect(readCounts(join(folder, 'never-written.json'), 'unit', 1).failed).toEqual(ended);
  });
});
