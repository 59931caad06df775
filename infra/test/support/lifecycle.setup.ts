import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runLifecycles, type StackRun } from './lifecycle.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** File with every stack's run, or why there is none. */
    stackRuns: { readonly path: string } | { readonly missing: string };
  }
}

/** Builds up and tears down all environments once; what came out is read by all files of tests. */
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
