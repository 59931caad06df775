import { expect } from 'vitest';
import { parsed, type Step, type WorkflowFile } from './workflow-files.js';

export const does = ({ uses = '', run = '' }: Step) => `${uses}${run}`.trim();

/** The first of `wanted` that does not come after the ones before it. */
export function outOfOrder(steps: readonly Step[], wanted: readonly RegExp[]): string | undefined {
  let rest = steps.map(does);
  for (const pattern of wanted) {
    const at = rest.findIndex((step) => pattern.test(step));
    if (at === -1) return pattern.source;
    rest = rest.slice(at + 1);
  }
  return undefined;
}

/** The file with a mistake planted. */
export function changed({ path, text }: WorkflowFile, right: string, wrong: string): WorkflowFile {
  expect(text).toContain(right);
  return parsed(
    path,
    text.replace(right, () => wrong),
  );
}
