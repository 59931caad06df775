import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { printable } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';
import { runAwsDoctor } from '../doctor/aws/run-aws-doctor.js';
import type { DoctorRow } from '../doctor/doctor-row.js';
import { runDoctor, type DoctorReport } from '../doctor/run-doctor.js';
import { findInstance } from '../instance/instance.js';

interface DoctorResult extends DoctorReport {
  /** True when the AWS account was checked, not this machine. */
  readonly aws: boolean;
}

/**
 * Checks whether this machine, or the AWS account, has what the platform needs, and says how to get what is missing.
 */
export const doctor: Command<{ instance: string; aws?: boolean }, DoctorResult> = {
  async run({ instance, aws = false }, context) {
    if (aws) return { aws, rows: await runAwsDoctor(context), runs: false };
    return { aws, ...(await runDoctor(findInstance(context.root, instance), context)) };
  },

  exitCode: ({ rows }) => (rows.some(({ status }) => status === 'fail') ? exitCodes.preconditionMissing : exitCodes.ok),

  render({ rows, runs, aws }, style) {
    const groups = Map.groupBy(rows, ({ group }) => group);
    const sections = [...groups].map(([group, ofGroup]) =>
      [style.bold(group), ...ofGroup.map((row) => renderRow(row, style))].join('\n'),
    );
    const failed = rows.filter(({ status }) => status === 'fail').length;
    const skipped = rows.filter(({ status }) => status === 'skip').length;
    const again = aws ? './fairway doctor --aws' : './fairway doctor';
    const next = aws ? 'docs/guides/aws.md' : runs ? './fairway status' : './fairway up';
    const left = aws && skipped > 0 ? ` · ${skipped} not checked` : '';
    const outcome = failed === 0 ? `ready · next: ${next}${left}` : `${failed} to fix, then run ${again} again${left}`;
    return [...sections, outcome].join('\n\n');
  },
};

/** AWS's answers are foreign text. */
function renderRow({ status, ...row }: DoctorRow, style: Style): string {
  const [message, fix] = [row.message, row.fix].map((text) => printable(text.replaceAll(/\s+/g, ' '))) as [
    string,
    string,
  ];
  const marks = { pass: style.green('✓'), warn: style.yellow('!'), fail: style.red('✗'), skip: style.dim('-') };
  return [
    `  ${marks[status]} ${status}  ${message}`,
    ...(fix === '' ? [] : [`          ${style.cyan('→')} ${fix}`]),
  ].join('\n');
}
