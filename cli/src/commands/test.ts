import { FairwayError } from '@fairway/errors';
import { buildTools } from '../checks/build-tools.js';
import { runSuites } from '../checks/run-suites.js';
import { suites, type Suite } from '../checks/suites.js';
import type { TestCounts } from '../checks/test-counts.js';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';

/** Everything that must pass before a change is merged, or one part of it. Ends with one line on standard output. */
export const test: Command<{ suite: Suite | undefined }, TestCounts> = {
  stopsItself: true,

  async run({ suite }, context) {
    requireSoundCatalog(context.root);
    // The suite that then lacks a program says why.
    const tools = suite === undefined ? buildTools(context).catch(() => undefined) : undefined;
    const counts = await runSuites(suite === undefined ? suites : [suite], context);
    await tools;
    if (context.stopping.aborted) {
      throw new FairwayError('interrupted', 'Interrupted; not all tests have run.', {
        hint: `Run \`./fairway test${suite === undefined ? '' : ` ${suite}`}\` again.`,
      });
    }
    for (const { name, reason } of counts.skipped) context.progress(`skipped: ${name} (${reason})`);
    return counts;
  },

  exitCode: ({ failed }) => (failed === 0 ? exitCodes.ok : exitCodes.failed),

  render: ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
};
