// Removes the rules of mutations.json from messaging, one at a time, and expects the test of each to fail. The sources
// stay unchanged: vitest.config.ts changes them while they are loaded.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fairway-mutations-'));
const report = join(folder, 'report.json');
const mutations = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8'));

// Without the cache of transformed modules, which does not know about the removed rule.
function passes({ file, title }, rule, timeoutMs) {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    file,
    '--testNamePattern',
    title,
    '--fsModuleCache=false',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const without = { FAIRWAY_WITHOUT_RULE: rule, FAIRWAY_TEST_TIMEOUT_MS: String(timeoutMs) };
  const env = { ...process.env, ...(rule === undefined ? {} : without) };
  spawnSync(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  if (numPassedTests + numFailedTests !== 1)
    throw new Error(`"${title}" names ${numPassedTests + numFailedTests} tests of ${file}.`);
  return numPassedTests === 1;
}

let unnoticed = 0;
for (const { rule, test } of mutations) {
  const startedAtMs = performance.now();
  const passesWith = passes(test);
  // Without its rule a test often waits in vain. It gets several times what it took with the rule on this machine.
  const timeoutMs = Math.max(30_000, 4 * (performance.now() - startedAtMs));
  const noticed = passesWith && !passes(test, rule, timeoutMs);
  if (!noticed) unnoticed += 1;
  const outcome = noticed ? 'fails' : passesWith ? 'PASSES' : 'FAILS AS IT DOES WITH IT';
  console.log(`${noticed ? '✓' : '✗'} without "${rule}" the test "${test.title}" ${outcome}`);
}
rmSync(folder, { recursive: true });
console.log(`${mutations.length - unnoticed} of ${mutations.length} rules are held by their test`);
process.exitCode = unnoticed === 0 ? 0 : 1;
