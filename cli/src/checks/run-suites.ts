import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { runProgram } from '../command-line/run-program.js';
import { checks } from './checks.js';
import { allSuites, type Suite } from './suites.js';
import { addCounts, readCounts, type TestCounts } from './test-counts.js';

/** Runs the suites one after the other, each to its end. Their output goes to standard error as progress. */
export async function runSuites(wanted: readonly Suite[], context: Context): Promise<TestCounts> {
  const counts: TestCounts[] = [];
  for (const suite of allSuites.filter((name) => wanted.includes(name))) {
    if (context.stopping.aborted) break;
    counts.push(suite === 'checks' ? await runChecks(context) : await runTests(suite, context));
  }
  return addCounts(counts);
}

async function runChecks(context: Context): Promise<TestCounts> {
  const counts: TestCounts[] = [];
  for (const { name, args, hint } of checks(context.root)) {
    if (context.stopping.aborted) break;
    context.progress(context.style.bold(`\n● ${name}`));
    const startedAtMs = performance.now();
    const passed = (await runNode(args, context)) === 0;
    const took = formatDuration(performance.now() - startedAtMs);
    context.progress(
      passed
        ? `${context.style.green('✓')} ${name} (${took})`
        : `${context.style.red('✗')} ${name} failed (${took})\n  → ${hint}`,
    );
    counts.push({ passed: passed ? 1 : 0, failed: passed ? [] : [{ name, reason: hint }], skipped: [] });
  }
  return addCounts(counts);
}

/** @param files of the suite, from the root; all by default */
export async function runTests(suite: Suite, context: Context, files: readonly string[] = []): Promise<TestCounts> {
  const { root, style, progress } = context;
  progress(style.bold(`\n● ${suite} tests`));
  const folder = mkdtempSync(join(tmpdir(), 'fairway-test-'));
  const path = join(folder, 'counts.json');
  try {
    const reporters = [
      '--reporter=default',
      `--reporter=${join(root, 'cli', 'dist', 'src', 'checks', 'count-reporter.js')}`,
    ];
    const args = [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      suite,
      '--passWithNoTests',
      ...reporters,
      ...files,
    ];
    // Each file has a process of its own, and starts others that load the same code: it is compiled once for all.
    const more = { FAIRWAY_TEST_COUNTS: path, NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
    return readCounts(path, suite, await runNode(args, context, more));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runNode(
  args: readonly string[],
  { root, env, stopping }: Context,
  extra: NodeJS.ProcessEnv = {},
): Promise<number> {
  // Scripts with `#!/usr/bin/env node` must also find the pinned Node.
  const pinned = { ...env, ...extra, PATH: `${join(root, 'node_modules', '.bin')}:${env.PATH ?? ''}` };
  return runProgram(process.execPath, args, { cwd: root, env: pinned, stdout: 'progress', stopping });
}
