import { readFileSync } from 'node:fs';

export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

/** What one run of checks or tests comes to. */
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
 * The counts that a run of vitest left behind.
 * @param exitCode of vitest: whatever its tests say, a run that ends with another than 0 has failed
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
    return undefined; // it crashed before its end
  }
}
