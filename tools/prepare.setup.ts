import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/**
 * Tests start services and commands from dist/, in processes of their own. So what is compiled is brought up to date
 * before they run, also when they run again in watch mode.
 */
export default function setup(project: TestProject): void {
  prepare();
  project.onTestsRerun(prepare);
}

/** As before each command: one process at a time, and nothing when all is up to date. */
function prepare(): void {
  const script = fileURLToPath(new URL('prepare.mjs', import.meta.url));
  // An unknown command would do with the last successful build.
  const { status } = spawnSync(process.execPath, [script, 'test'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The tests did not run, because what they start could not be compiled; see above.');
}
