import type { ErrorCode } from '@fairway/errors';

/** Exit codes; scripts depend on them. 130 (interrupted) is the shell's convention. */
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

export const exitCodeOf: Readonly<Record<ErrorCode, ExitCode>> = {
  failed: exitCodes.failed,
  usage: exitCodes.usage,
  prerequisite_missing: exitCodes.preconditionMissing,
  port_in_use: exitCodes.preconditionMissing,
  not_running: exitCodes.notRunning,
  not_found: exitCodes.notRunning,
  timed_out: exitCodes.timedOut,
  confirmation_needed: exitCodes.refused,
  still_running: exitCodes.refused,
  refused: exitCodes.refused,
  interrupted: exitCodes.interrupted,
};
