import type { Plan, State, StackName, TerraformEnvironment } from '@fairway/infra';
import { readFileSync } from 'node:fs';
import { inject, test } from 'vitest';
import type { StackRun } from './lifecycle.js';

export class StackRuns {
  readonly #runs: readonly StackRun[];

  constructor(runs: readonly StackRun[]) {
    this.#runs = runs;
  }

  of(environment: TerraformEnvironment, stack: StackName): StackRun {
    const run = this.#runs.find((candidate) => candidate.environment === environment && candidate.stack === stack);
    if (run === undefined) throw new Error(`${environment} does not have the stack ${stack}`);
    return run;
  }

  /** @throws Error with Terraform's message when the stack could not be planned */
  plan(environment: TerraformEnvironment, stack: StackName): Plan {
    const run = this.of(environment, stack);
    if (run.plan === undefined) throw new Error(`${environment}/${stack} was not planned:\n${lastOutput(run)}`);
    return run.plan;
  }

  /** As applied, with every value known. @throws Error with Terraform's message when it could not be applied */
  state(environment: TerraformEnvironment, stack: StackName): State {
    const run = this.of(environment, stack);
    if (run.state === undefined) throw new Error(`${environment}/${stack} was not applied:\n${lastOutput(run)}`);
    return run.state;
  }
}

const lastOutput = ({ steps }: StackRun) => Object.values(steps).at(-1)?.output ?? 'nothing ran';

let read: StackRuns | undefined;

/** `it` with the runs of all stacks; skipped, with the reason, on a machine without Terraform or Go. */
export const it = test.extend<{ runs: StackRuns }>({
  runs: async ({ skip }, use) => {
    const provided = inject('stackRuns');
    if ('missing' in provided) return skip(provided.missing);
    read ??= new StackRuns(JSON.parse(readFileSync(provided.path, 'utf8')) as StackRun[]);
    await use(read);
  },
});
