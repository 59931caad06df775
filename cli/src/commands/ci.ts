import { fileAt, readWorkflowFiles } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { localSteps, type LocalStep } from '../checks/local-steps.js';
import type { Command, Context } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { runProgram } from '../command-line/run-program.js';

interface CiResult {
  readonly passed: number;
  /** The step after which no other was run; null when all passed. */
  readonly failed: string | null;
  /** How many steps only GitHub runs, those that set up its machines included. */
  readonly onlyOnGitHub: number;
}

/** What the workflow of pull requests runs, as far as this machine can. */
export const ci: Command<object, CiResult> = {
  stopsItself: true,

  async run(_, context) {
    const { root, style, progress, stopping } = context;
    const files = readWorkflowFiles(root);
    const steps = localSteps(fileAt('.github/workflows/pull-request.yml', files), files);
    const onlyOnGitHub = steps.filter((step) => 'skipped' in step).length;
    const reasons = new Set<string>();
    let passed = 0;
    for (const step of steps) {
      if ('skipped' in step) {
        // Jobs set up their machines in the same way.
        if (!reasons.has(step.skipped)) progress(style.dim(`\n– ${step.name} is skipped: ${step.skipped}`));
        reasons.add(step.skipped);
        continue;
      }
      const succeeded = await runStep(step, context);
      if (stopping.aborted) throw interrupted();
      if (!succeeded) return { passed, failed: step.name, onlyOnGitHub };
      passed++;
    }
    return { passed, failed: null, onlyOnGitHub };
  },

  exitCode: ({ failed }) => (failed === null ? exitCodes.ok : exitCodes.failed),

  render({ passed, failed, onlyOnGitHub }) {
    const count = `${passed} steps passed, ${onlyOnGitHub} run only on GitHub`;
    return failed === null ? count : `${failed}: failed, and no later step was run (${count})`;
  },
};

async function runStep(step: Exclude<LocalStep, { skipped: string }>, context: Context): Promise<boolean> {
  const { root, env, style, progress, stopping } = context;
  progress(style.bold(`\n● ${step.name}`));
  const startedAtMs = performance.now();
  const args = ['-e', ...(step.pipefail ? ['-o', 'pipefail'] : []), '-c', step.script];
  const options = { cwd: root, env: { ...env, ...step.env }, stdout: 'progress', stopping } as const;
  const succeeded = (await runProgram('bash', args, options)) === 0;
  const took = formatDuration(performance.now() - startedAtMs);
  progress(
    succeeded ? `${style.green('✓')} ${step.name} (${took})` : `${style.red('✗')} ${step.name} failed (${took})`,
  );
  return succeeded;
}

const interrupted = () =>
  new FairwayError('interrupted', 'Interrupted; not all steps have run.', { hint: 'Run `npm run ci` again.' });
