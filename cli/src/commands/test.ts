import { FairwayError } from '@fairway/errors';
import { buildTools } from '../checks/build-tools.js';
import { checkInputs, runAffected } from '../checks/run-selected.js';
import { runSuites } from '../checks/run-suites.js';
import { suites, type Suite } from '../checks/suites.js';
import type { TestCounts } from '../checks/test-counts.js';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';

interface TestInput {
  readonly suite: Suite | undefined;
  /** A commit: run only what a change since then can affect. */
  readonly since?: string;
  readonly checkInputs?: true;
}

/** Everything that must pass before a change is merged, or one part of it. Ends with one line on standard output. */
export const test: Command<TestInput, TestCounts> = {
  stopsItself: true,

  async run(input, context) {
    requireSoundCatalog(context.root);
    const counts = await run(input, context);
    if (context.stopping.aborted) {
      throw new FairwayError('interrupted', 'Interrupted; not all tests have run.', {
        hint: 'Run the same command again.',
      });
    }
    for (const { name, reason } of counts.skipped) context.progress(`skipped: ${name} (${reason})`);
    // Far above these lines is what the test printed; a log that is cut still says what to run again.
    for (const { name, reason } of counts.failed) context.progress(context.style.red(`failed: ${name} (${reason})`));
    return counts;
  },

  exitCode: ({ failed }) => (failed.length === 0 ? exitCodes.ok : exitCodes.failed),

  render: ({ passed, failed, skipped }) => `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
};

async function run({ suite, since, checkInputs: checking }: TestInput, context: Context): Promise<TestCounts> {
  if (since !== undefined) return await runAffected(selectable(suite), since, context);
  if (checking === true) return await checkInputs(selectable(suite), context);
  // The suite that then lacks a program says why.
  const tools = suite === undefined ? buildTools(context).catch(() => undefined) : undefined;
  const counts = await runSuites(suite === undefined ? suites : [suite], context);
  await tools;
  return counts;
}

/** Pull requests run these by what they read. Rules over the whole repository are in `unit` and `checks`. */
const selectableSuites: readonly Suite[] = ['integration', 'infra', 'e2e'];

function selectable(suite: Suite | undefined): Suite {
  if (suite !== undefined && selectableSuites.includes(suite)) return suite;
  const what = suite === undefined ? 'Without a suite, everything' : `The suite ${suite}`;
  throw new FairwayError('usage', `${what} always runs whole.`, {
    hint: `Name one of ${selectableSuites.join(', ')}: of these it is known what each test reads.`,
  });
}
