import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { TestCounts } from './test-counts.js';

/** Writes only the counts that the last line needs. Vitest's own JSON report omits why a test was skipped. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] as { name: string; reason: string }[] };
    for (const module of modules) {
      // A file that fails to load contains no tests that could fail, so it counts as one failure.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'skipped')
          counts.skipped.push({ name: test.fullName, reason: result.note ?? 'no reason given' });
        else counts.failed += 1;
      }
    }
    writeFileSync(process.env['FAIRWAY_TEST_COUNTS'] ?? '/dev/stdout', JSON.stringify(counts satisfies TestCounts));
  }
}
