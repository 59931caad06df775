import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string | { readonly name: string };
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: string | Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  /** A workflow that the job calls instead of having steps. */
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

/** A workflow, or an action of the repository. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly content: {
    readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
    readonly permissions?: unknown;
    readonly concurrency?: { readonly group: string };
    readonly jobs?: Readonly<Record<string, Job>>;
    readonly runs?: { readonly steps: readonly Step[] };
  };
}

export const parsed = (path: string, text: string): WorkflowFile => ({
  path,
  text,
  content: parse(text) as WorkflowFile['content'],
});

export const files: readonly WorkflowFile[] = globSync(['.github/workflows/*', '.github/actions/*/*']).map((path) =>
  parsed(path, readFileSync(path, 'utf8')),
);

/** @param use as a step or a job names it: `./.github/actions/setup` */
export function fileAt(use: string, among: readonly WorkflowFile[] = files): WorkflowFile {
  const path = use.replace(/^\.\//, '');
  const found = among.find((file) => file.path === path || file.path === `${path}/action.yml`);
  if (found === undefined) throw new Error(`There is no ${path} among workflows and actions.`);
  return found;
}

export const jobsOf = ({ content }: WorkflowFile) => Object.entries(content.jobs ?? {});

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
