import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { TestCounts } from './test-counts.js';

/** Vitest's own JSON report leaves out why a test was skipped; this one is only what the last line needs. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] as { name: string; reason: string }[] };
    for (const module of modules) {
      // A file that fails to load has no tests that could fail.
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
