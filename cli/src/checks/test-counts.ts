import { readFileSync } from 'node:fs';

/** A check or test that did not pass. */
export interface NotPassed {
  readonly name: string;
  readonly reason: string;
}

/** The counts of one run of checks or tests. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: readonly NotPassed[];
  readonly skipped: readonly NotPassed[];
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/**
 * Reads the counts that a vitest run of a suite wrote.
 * @param exitCode of vitest; a run with an exit code other than 0 has failed, whatever the counts say
 */
export function readCounts(path: string, suite: string, exitCode: number): TestCounts {
  const ended = { name: `${suite} tests`, reason: `vitest ended with exit code ${exitCode}` };
  const counts = readIfWritten(path);
  if (counts === undefined) return { passed: 0, failed: [ended], skipped: [] };
  return exitCode !== 0 && counts.failed.length === 0 ? { ...counts, failed: [ended] } : counts;
}

function readIfWritten(path: string): TestCounts | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestCounts;
  } catch {
    return undefined; // vitest crashed before it wrote the file
  }
}
