import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { alertSummaries } from '../src/index.js';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sections = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Resolution'];

const headingsIn = (text: string) =>
  [...text.replaceAll(/^ *```.*?^ *```$/gms, '').matchAll(/^(#+) (.+)$/gm)].map(([heading]) => heading);

it.for(alertSummaries())('$alert has a runbook, with all sections in their order', ({ alert, runbook }) => {
  expect(headingsIn(read(runbook))).toEqual([`# ${alert}`, ...sections.map((section) => `## ${section}`)]);
});

it('every runbook belongs to an alert', () => {
  const ofAlerts = alertSummaries().map(({ runbook }) => basename(runbook));
  expect(readdirSync(join(root, 'docs/runbooks')).toSorted()).toEqual(
    // What a release raises itself, and what CloudWatch raises.
    [...ofAlerts, 'README.md', 'aws-alarms.md', 'release-failed.md'].toSorted(),
  );
});

it('every alarm of CloudWatch is in their runbook', () => {
  const alarms = globSync('infra/terraform/modules/*/alarms.tf', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(/^ {4}([\w-]+)\s+= \{$/gm)].map(([, name = '']) => name),
  );
  expect(alarms).toContain('replica-lag');
  const runbook = read('docs/runbooks/aws-alarms.md');
  expect(alarms.filter((name) => !runbook.includes(`\`${name}\``))).toEqual([]);
});
