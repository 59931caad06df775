import {
  fileAt as findFile,
  type Job,
  jobsOf,
  readWorkflowFiles,
  type Step,
  type WorkflowFile,
} from '../../src/workflows/workflow-file.js';

export { type Job, jobsOf, parsed, type Step, type WorkflowFile } from '../../src/workflows/workflow-file.js';

export const files = readWorkflowFiles('.');

/** @param use as a step or a job names it: `./.github/actions/setup` */
export const fileAt = (use: string, among: readonly WorkflowFile[] = files) => findFile(use, among);

export const stepsOf = (file: WorkflowFile): readonly Step[] => [
  ...jobsOf(file).flatMap(([, { steps = [] }]) => steps),
  ...(file.content.runs?.steps ?? []),
];

/** What a job does, in order, with the steps of our actions in the place of those. */
export const doneBy = ({ steps = [] }: Pick<Job, 'steps'>, among?: readonly WorkflowFile[]): readonly Step[] =>
  steps.flatMap((step) =>
    step.uses?.startsWith('./') === true
      ? [step, ...doneBy({ steps: fileAt(step.uses, among).content.runs?.steps ?? [] }, among)]
      : [step],
  );

export const needsOf = ({ needs = [] }: Job): readonly string[] => [needs].flat();
