import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
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

/** The workflows of the repository, and its actions. */
export const readWorkflowFiles = (root: string): readonly WorkflowFile[] =>
  globSync(['.github/workflows/*', '.github/actions/*/*'], { cwd: root }).map((path) =>
    parsed(path, readFileSync(join(root, path), 'utf8')),
  );

/** @param use as a step or a job names it: `./.github/actions/setup` */
export function fileAt(use: string, among: readonly WorkflowFile[]): WorkflowFile {
  const path = use.replace(/^\.\//, '');
  const found = among.find((file) => file.path === path || file.path === `${path}/action.yml`);
  if (found === undefined) throw new Error(`There is no ${path} among workflows and actions.`);
  return found;
}

export const jobsOf = ({ content }: WorkflowFile) => Object.entries(content.jobs ?? {});
