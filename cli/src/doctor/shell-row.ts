import type { DoctorRow } from './doctor-row.js';

/** Variables that are set for other programs are not an error; this row explains why they have no effect. */
export function shellRow(ignoredVariables: readonly string[]): DoctorRow {
  const message =
    ignoredVariables.length === 0
      ? 'the shell sets no variables that the local run ignores'
      : `the local run ignores ${ignoredVariables.join(', ')}, which this shell sets`;
  return { id: 'shell', group: 'Toolchain', status: 'pass', message, fix: '' };
}
