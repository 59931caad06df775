import { FairwayError } from '@fairway/errors';
import { runProgram } from '@fairway/infra';
import { join, relative } from 'node:path';
import type { Context } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { workspacesOf } from '../repository/workspaces.js';
import { filesChangedSince } from './changed-files.js';
import { filesReadDuring } from './recorded-reads.js';
import { runTests } from './run-suites.js';
import type { Suite } from './suites.js';
import { addCounts, type TestCounts } from './test-counts.js';
import { testGroups } from './test-groups.js';

/** Runs the test files of a suite that a change since a commit can affect. */
export async function runAffected(suite: Suite, since: string, context: Context): Promise<TestCounts> {
  const changed = await filesChangedSince(since, context.root, context.env);
  const groups = await groupsOf(suite, context);
  const affected = groups
    .map((group) => ({ ...group, because: changed.filter((path) => group.reads(path)) }))
    .filter(({ because }) => because.length > 0);
  if (affected.length === 0) {
    context.progress(`nothing that the ${suite} tests read has changed since ${since}`);
    return addCounts([]);
  }
  for (const { name, files, because } of affected)
    context.progress(`  ${name} (${counted(files.length, 'file')}): ${shortened(because)}`);
  const files = affected.flatMap((group) => group.files);
  const all = groups.flatMap((group) => group.files);
  context.progress(`${files.length} of ${all.length} files of ${suite} tests read what has changed since ${since}`);
  return await runTests(suite, context, files);
}

/**
 * Runs a whole suite, and counts a failure for each group of tests that reads what it does not declare: a change of that
 * would not run them.
 */
export async function checkInputs(suite: Suite, context: Context): Promise<TestCounts> {
  const counts: TestCounts[] = [];
  for (const { name, files, reads } of await groupsOf(suite, context)) {
    if (context.stopping.aborted) break;
    const { result, read } = await filesReadDuring(() => runTests(suite, context, files), context);
    counts.push(result);
    const undeclared = [...read].filter((path) => !reads(path)).toSorted();
    if (undeclared.length === 0) continue;
    const what = `${suite} tests of ${name} read what they do not declare`;
    context.progress(
      [
        `${context.style.red('✗')} ${what} (${shortened(files)}):`,
        ...undeclared.map((path) => `    ${path}`),
        '  → Declare it in cli/src/checks/test-groups.ts, or read it no more.',
      ].join('\n'),
    );
    counts.push({ passed: 0, failed: [{ name: what, reason: shortened(undeclared) }], skipped: [] });
  }
  return addCounts(counts);
}

const shortened = ([first = '', ...more]: readonly string[]) =>
  more.length === 0 ? first : `${first} and ${more.length} more`;

async function groupsOf(suite: Suite, { root, env }: Context) {
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'list', '--filesOnly', '--json', '--project', suite];
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, args, { cwd: root, env });
  if (exitCode !== 0) {
    throw new FairwayError('failed', `vitest cannot list the ${suite} tests.`, {
      cause: stderr.trim(),
      hint: `Run \`npx vitest list --filesOnly --project ${suite}\` to see more.`,
    });
  }
  const listed = JSON.parse(stdout) as { readonly file: string }[];
  return testGroups(
    listed.map(({ file }) => relative(root, file)),
    workspacesOf(root),
  );
}
