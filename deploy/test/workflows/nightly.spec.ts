import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { changed } from './pipeline-steps.js';
import { suites } from './suites.js';
import { fileAt, jobsOf, needsOf, type WorkflowFile } from './workflow-files.js';

const nightly = fileAt('.github/workflows/nightly.yml');

const suitesOf = (file: WorkflowFile) => /^ +suite: \[(.*)\]$/m.exec(file.text)?.[1]?.split(', ').toSorted();

it('the nightly run has every suite of ./fairway test', () => {
  expect(suites).toContain('alerts');
  expect(suitesOf(nightly)).toEqual(suites.toSorted());
  expect(suitesOf(changed(nightly, ', releases]', ']'))).not.toEqual(suites.toSorted());
});

it('restores a database to a point in time', () => {
  const drills = (suite: string) =>
    globSync(`domain/test/*.${suite}-spec.ts`).filter((file) => file.includes('point-in-time'));
  expect((suitesOf(nightly) ?? []).flatMap(drills)).toHaveLength(1);
  expect((suitesOf(changed(nightly, ', restore', '')) ?? []).flatMap(drills)).toEqual([]);
});

/** The suites of which pull requests run a part, and those that are known to declare what they read. */
const selected = (file: WorkflowFile) => [...file.text.matchAll(/test (\w+) --since/g)].map(([, suite]) => suite);
const checked = (file: WorkflowFile) => /^ {2}inputs:$[^]*? suite: \[(.*?)\]/m.exec(file.text)?.[1]?.split(', ');

it('checks what the tests read that pull requests select', () => {
  const pullRequest = fileAt('.github/workflows/pull-request.yml');
  expect(selected(pullRequest)).toHaveLength(3);
  expect(checked(nightly)?.toSorted()).toEqual(selected(pullRequest).toSorted());
  expect(checked(changed(nightly, '[infra, integration, e2e]', '[infra, e2e]'))).toHaveLength(2);
});

it('a failure of any of its jobs opens the issue', () => {
  const unreported = (file: WorkflowFile) =>
    jobsOf(file).filter(([id]) => id !== 'report' && !needsOf(file.content.jobs?.['report'] ?? {}).includes(id));
  expect(unreported(nightly)).toEqual([]);
  expect(unreported(changed(nightly, '[suites, inputs, mutations, api]', '[suites, inputs, api]'))).toHaveLength(1);
  expect(nightly.content.jobs?.['report']?.if).toBe('always()');
});
