import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runLifecycles, type StackRun } from './lifecycle.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A file with the runs of all stacks, or why there is none. */
    stackRuns: { readonly path: string } | { readonly missing: string };
  }
}

/** Builds and tears down all environments once; all test files read the results. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-stack-runs-'));
  const runs = await runLifecycles(process.cwd());
  if ('missing' in runs) project.provide('stackRuns', runs);
  else {
    const path = join(folder, 'runs.json');
    writeFileSync(path, JSON.stringify(runs satisfies StackRun[]));
    project.provide('stackRuns', { path });
  }
  return () => rmSync(folder, { recursive: true });
}
