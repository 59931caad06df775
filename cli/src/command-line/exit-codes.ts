/** What the process ends with; scripts branch on it. 130 (interrupted) is the shell's convention. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  preconditionMissing: 3,
  notRunning: 4,
  timedOut: 5,
  refused: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
