import type { Pipeline } from './pipelines.js';
import type { WorkflowRun } from './run-workflow.js';

interface Difference {
  /** What was not done, or not in its order: `job: line`, or only the job when it did not run. */
  readonly undone: readonly string[];
  /** What was done besides. */
  readonly added: readonly string[];
}

/** What a run did otherwise than the pipeline as it is meant to run. */
export function differenceFrom({ stages }: Pipeline, jobs: WorkflowRun['jobs']): Difference {
  const each = stages
    .flatMap((stage) => Object.entries(stage))
    .map(([job, expected]) => {
      const done = jobs[job];
      if (done === undefined) return { undone: [job], added: [] };
      // The combinations of a matrix run in any order.
      return compared(expected.toSorted().flat(), done.toSorted().flat(), (line) => `${job}: ${line}`);
    });
  const expected = new Set(stages.flatMap(Object.keys));
  return {
    undone: each.flatMap(({ undone }) => undone),
    added: [...each.flatMap(({ added }) => added), ...Object.keys(jobs).filter((job) => !expected.has(job))],
  };
}

function compared(expected: readonly string[], done: readonly string[], named: (line: string) => string): Difference {
  const added: string[] = [];
  let next = 0;
  const undone = expected.filter((line) => {
    const at = done.indexOf(line, next);
    if (at === -1) return true;
    added.push(...done.slice(next, at));
    next = at + 1;
    return false;
  });
  return { undone: undone.map(named), added: [...added, ...done.slice(next)].map(named) };
}
