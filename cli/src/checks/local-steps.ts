import { fileAt, type Job, jobsOf, type Step, type WorkflowFile } from '@fairway/deploy';

/** A step of a pipeline: what it runs on this machine, or why it does not run here. */
export type LocalStep = {
  /** Its job and its own, as GitHub shows them. */
  readonly name: string;
} & (
  | {
      readonly script: string;
      /** Whether a failure inside of a pipe ends it, too. */
      readonly pipefail: boolean;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly skipped: string }
);

/** Why an action does not run here. */
const reasons: readonly (readonly [action: string, reason: string])[] = [
  ['actions/checkout@', 'the files are those of this folder'],
  ['actions/setup-node@', '`./fairway` installs Node.js and packages before each command'],
  ['actions/setup-go@', 'tests take Go and Terraform of this machine, and build programs once'],
  ['actions/dependency-review-action@', 'GitHub compares the dependencies with those of main'],
  ['github/codeql-action/', 'GitHub has CodeQL and keeps what it finds'],
  ['anchore/scan-action/', 'an action installs Grype'],
];

/**
 * The steps of a workflow in its order, with each call replaced by the steps of the called workflow. An action of the
 * repository runs if all its steps do.
 */
export function localSteps(workflow: WorkflowFile, files: readonly WorkflowFile[]): LocalStep[] {
  return jobsOf(workflow).flatMap(([id, job]) => {
    const { name = id, uses, steps = [] } = job;
    // A matrix would have a name for each of its jobs.
    const title = name.replace(/ \(\$\{\{.*?\}\}\)/, '');
    const own = uses === undefined ? steps.flatMap((step) => stepsHere(step, job, files)) : called(uses, job.if, files);
    return own.map((step) => ({ ...step, name: `${title}: ${step.name}` }));
  });
}

const whether = (condition: string) => `only GitHub knows whether ${condition}`;

const called = (uses: string, condition: string | undefined, files: readonly WorkflowFile[]): LocalStep[] =>
  condition === undefined ? localSteps(fileAt(uses, files), files) : [{ name: uses, skipped: whether(condition) }];

function stepsHere(step: Step, job: Job, files: readonly WorkflowFile[]): LocalStep[] {
  const { name = step.uses ?? step.run ?? '', uses, run: script = '', shell } = step;
  const condition = step.if ?? job.if;
  if (uses?.startsWith('./') === true) {
    if (condition !== undefined) return [{ name, skipped: whether(condition) }];
    const inside = fileAt(uses, files).content.runs?.steps.flatMap((inner) => stepsHere(inner, job, files)) ?? [];
    const remote = inside.find((inner) => 'skipped' in inner);
    return remote === undefined ? inside : [{ ...remote, name }];
  }
  if (uses !== undefined) {
    const [, reason = `only GitHub runs the action ${uses}`] =
      reasons.find(([action]) => uses.startsWith(action)) ?? [];
    return [{ name, skipped: reason }];
  }
  const env = { ...job.env, ...step.env };
  const [expression] = /\$\{\{.*?\}\}/.exec([script, ...Object.values(env)].join('\n')) ?? [];
  if (expression !== undefined) return [{ name, skipped: `only GitHub knows ${expression}` }];
  if (condition !== undefined) return [{ name, skipped: whether(condition) }];
  return [{ name, script, pipefail: shell === 'bash', env }];
}
