import type { DoctorRow } from './doctor-row.js';

/** Variables that are set for other programs are no fault; whoever wonders why one has no effect finds it here. */
export function shellRow(ignoredVariables: readonly string[]): DoctorRow {
  const message =
    ignoredVariables.length === 0
      ? 'the shell sets no variable that the local run ignores'
      : `the local run ignores ${ignoredVariables.join(', ')}, set in this shell`;
  return { id: 'shell', group: 'Toolchain', status: 'pass', message, fix: '' };
}
