import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import type { Style } from '../command-line/style.js';
import { runDoctor, type DoctorReport, type DoctorRow } from '../doctor/run-doctor.js';
import { findInstance } from '../instance/instance.js';

/** Whether this machine has what the platform needs, and what to do where it has not. */
export const doctor: Command<{ instance: string }, DoctorReport> = {
  run: (input, context) => runDoctor(findInstance(context.root, input.instance), context),

  exitCode: ({ rows }) => (rows.some(({ status }) => status === 'fail') ? exitCodes.preconditionMissing : exitCodes.ok),

  render({ rows, runs }, style) {
    const groups = Map.groupBy(rows, ({ group }) => group);
    const sections = [...groups].map(([group, ofGroup]) => [style.bold(group), ...ofGroup.map((row) => renderRow(row, style))].join('\n'));
    const failed = rows.filter(({ status }) => status === 'fail').length;
    const next = runs ? './fairway status' : './fairway up';
    const outcome = failed === 0 ? `ready · next: ${next}` : `${failed} to fix, then run ./fairway doctor again`;
    return [...sections, outcome].join('\n\n');
  },
};

function renderRow({ status, message, fix }: DoctorRow, style: Style): string {
  const marks = { pass: style.green('✓'), warn: style.yellow('!'), fail: style.red('✗'), skip: style.dim('-') };
  return [`  ${marks[status]} ${status}  ${message}`, ...(fix === '' ? [] : [`          ${style.cyan('→')} ${fix}`])].join('\n');
}
