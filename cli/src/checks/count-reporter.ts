import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { NotPassed, TestCounts } from './test-counts.js';

/** Writes only the counts that the last line needs. Vitest's own JSON report omits why a test was skipped. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: [] as NotPassed[], skipped: [] as NotPassed[] };
    for (const error of unhandledErrors) counts.failed.push({ name: 'outside of a test', reason: firstLine(error) });
    for (const module of modules) {
      // A file that fails to load contains no tests that could fail, so it counts as one failure.
      const [loadError] = module.errors();
      if (loadError !== undefined) counts.failed.push({ name: module.relativeModuleId, reason: firstLine(loadError) });
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'skipped')
          counts.skipped.push({ name: test.fullName, reason: result.note ?? 'no reason given' });
        else counts.failed.push({ name, reason: firstLine(result.errors?.[0] ?? 'it did not end') });
      }
    }
    writeFileSync(process.env['FAIRWAY_TEST_COUNTS'] ?? '/dev/stdout', JSON.stringify(counts satisfies TestCounts));
  }
}

function firstLine(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).split('\n', 1)[0] ?? '';
}
