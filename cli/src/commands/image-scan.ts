import { judgeScans, type ScanVerdict, type Vulnerability } from '@fairway/deploy';
import { resolve } from 'node:path';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';

export const imageScan: Command<{ readonly reports: readonly string[] }, ScanVerdict> = {
  async run({ reports }, { root }) {
    const today = new Date().toISOString().slice(0, 10);
    return judgeScans(
      root,
      reports.map((path) => resolve(path)),
      today,
    );
  },

  exitCode: ({ refused, expired }) => (refused.length + expired.length === 0 ? exitCodes.ok : exitCodes.failed),

  render({ refused, accepted, expired, unused }, style) {
    const list = 'deploy/images/accepted-vulnerabilities.json';
    return [
      ...section(style.red('✗ critical or high, and there is a fix'), refused, style),
      ...(refused.length === 0
        ? []
        : ['→ Raise the package or the base image; if that cannot wait, accept it in ' + list]),
      ...section('accepted', accepted, style),
      ...expired.map(
        (entry) => `${style.red('✗')} ${entry.id} of ${entry.package} was accepted until ${entry.expires} in ${list}`,
      ),
      ...unused.map((entry) => `${entry.id} of ${entry.package} is accepted in ${list}, but no report has it`),
      ...(refused.length + expired.length === 0
        ? [`${style.green('✓')} no critical or high vulnerability that has a fix`]
        : []),
    ].join('\n');
  },
};

function section(title: string, found: readonly Vulnerability[], style: Style): string[] {
  if (found.length === 0) return [];
  const head = ['SEVERITY', 'VULNERABILITY', 'PACKAGE', 'FIXED IN', 'IMAGE'].map((name) => style.dim(name));
  const rows = found.map(({ severity, id, package: name, version, fixedIn, image }) => [
    severity,
    id,
    `${name} ${version}`,
    fixedIn.join(', '),
    image,
  ]);
  return [title, table([head, ...rows])];
}
