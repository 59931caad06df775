import { readFileSync } from 'node:fs';

export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

/** The counts of one run of checks or tests. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/**
 * Reads the counts that a vitest run wrote.
 * @param exitCode of vitest; a run with an exit code other than 0 has failed, whatever the counts say
 */
export function readCounts(path: string, exitCode: number): TestCounts {
  const counts = readIfWritten(path);
  if (counts === undefined) return { passed: 0, failed: 1, skipped: [] };
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readIfWritten(path: string): TestCounts | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestCounts;
  } catch {
    return undefined; // vitest crashed before it wrote the file
  }
}
