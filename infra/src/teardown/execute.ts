import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './programs.js';
import { commandLine, type Action, type Argv, type Condition, type Step } from './step.js';

export interface ExecuteOptions {
  /** Prints one line of progress. */
  readonly progress: (line: string) => void;
  readonly stopping: AbortSignal;
  readonly pollEveryMs?: number;
  readonly waitAtMostMs?: number;
}

/**
 * Runs the steps one after the other. Each can be repeated: what is gone is skipped, or deleting it has no effect.
 * @throws FairwayError failed at the first failing command, INTERRUPTED when it is stopped
 */
export async function executeSteps(steps: readonly Step[], programs: Programs, options: ExecuteOptions): Promise<void> {
  for (const [index, step] of steps.entries()) {
    options.progress(`● ${index + 1}/${steps.length} ${step.title}`);
    const run = new StepRun(`Step ${index + 1} (${step.title})`, programs, options);
    if (step.when !== undefined && !(await run.holds(step.when))) continue;
    for (const action of step.actions) {
      if (action.when !== undefined && !(await run.holds(action.when))) continue;
      await run.act(action);
    }
  }
}

class StepRun {
  readonly #title: string;
  readonly #programs: Programs;
  readonly #options: Required<ExecuteOptions>;

  constructor(title: string, programs: Programs, options: ExecuteOptions) {
    this.#title = title;
    this.#programs = programs;
    this.#options = { pollEveryMs: 10_000, waitAtMostMs: 900_000, ...options };
  }

  async holds({ reads, holds, otherwise }: Condition): Promise<boolean> {
    this.#mayGoOn();
    const outcome = await this.#programs.read(reads);
    const answer = holds(outcome);
    if (answer === undefined) throw this.#failed(reads, outcome.stderr);
    if (!answer) this.#options.progress(`  skipped: ${otherwise}`);
    return answer;
  }

  async act(action: Action): Promise<void> {
    if (action.kind === 'run') return await this.#run(action.argv);
    if (action.kind === 'wait') return await this.#wait(action);
    const stdout = await this.#read(action.reads);
    if (action.kind === 'each') {
      for (const id of action.ids(stdout)) await this.#run(action.argv(id));
      return;
    }
    if (action.left(stdout) > 0)
      throw new FairwayError('failed', `${this.#title} stopped. ${action.problem}`, { hint: action.fix });
  }

  async #wait({ reads, left, until }: Extract<Action, { kind: 'wait' }>): Promise<void> {
    const deadlineMs = performance.now() + this.#options.waitAtMostMs;
    this.#options.progress(`  waiting until ${until}`);
    while (left(await this.#read(reads)) > 0) {
      if (performance.now() > deadlineMs) {
        throw new FairwayError(
          'failed',
          `${this.#title} stopped: after ${Math.round(this.#options.waitAtMostMs / 60_000)} minutes it is still not true that ${until}.`,
          {
            hint: `Check what is left with \`${commandLine(reads)}\`, and the logs of the controller that should delete it; then run the same command again.`,
          },
        );
      }
      await sleep(this.#options.pollEveryMs, undefined, { signal: this.#options.stopping }).catch(() =>
        this.#mayGoOn(),
      );
    }
  }

  async #run(argv: Argv): Promise<void> {
    this.#mayGoOn();
    this.#options.progress(`  ${commandLine(argv)}`);
    const exitCode = await this.#programs.run(argv);
    this.#mayGoOn();
    if (exitCode !== 0) throw this.#failed(argv, `exit code ${exitCode}`);
  }

  async #read(argv: Argv): Promise<string> {
    this.#mayGoOn();
    const { exitCode, stdout, stderr } = await this.#programs.read(argv);
    if (exitCode !== 0) throw this.#failed(argv, stderr);
    return stdout;
  }

  #mayGoOn(): void {
    if (!this.#options.stopping.aborted) return;
    throw new FairwayError('interrupted', `${this.#title} was interrupted.`, {
      hint: 'Run the same command again to continue.',
    });
  }

  #failed(argv: Argv, said: string): FairwayError {
    return new FairwayError('failed', `${this.#title} stopped: \`${commandLine(argv)}\` failed:\n${said.trim()}`, {
      hint: 'Fix the error above, then run the same command again: finished work is skipped.',
    });
  }
}
