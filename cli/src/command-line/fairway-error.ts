import { PriceError, TeardownError, TerraformError, type TeardownErrorCode, type TerraformErrorCode } from '@fairway/infra';
import { LocalServerError, quoteLog, type LocalServerErrorCode } from '@fairway/local-servers';
import { exitCodes, type ExitCode } from './exit-codes.js';

const exitCodeOf = {
  failed: exitCodes.failed,
  usage: exitCodes.usage,
  prerequisite_missing: exitCodes.preconditionMissing,
  port_in_use: exitCodes.preconditionMissing,
  not_running: exitCodes.notRunning,
  not_found: exitCodes.notRunning,
  timed_out: exitCodes.timedOut,
  confirmation_needed: exitCodes.refused,
  still_running: exitCodes.refused,
  interrupted: exitCodes.interrupted,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof exitCodeOf;

/** An error for the person at the keyboard: what happened (message), why (cause), how to mend it (hint). */
export class FairwayError extends Error {
  override readonly name = 'FairwayError';
  readonly code: ErrorCode;
  override readonly cause: string | undefined;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, { cause, hint }: { cause?: string | undefined; hint: string }) {
    super(message);
    this.code = code;
    this.cause = cause;
    this.hint = hint;
  }

  get exitCode(): ExitCode {
    return exitCodeOf[this.code];
  }
}

const localServerCodes = {
  PREREQUISITE_MISSING: 'prerequisite_missing',
  PORT_IN_USE: 'port_in_use',
  START_TIMEOUT: 'timed_out',
  START_FAILED: 'failed',
  INSTALL_FAILED: 'failed',
  DATA_FOLDER: 'failed',
} as const satisfies Record<LocalServerErrorCode, ErrorCode>;

const terraformCodes = {
  TERRAFORM_FAILED: 'failed',
  NO_ANSWER: 'timed_out',
  TOOL_MISSING: 'prerequisite_missing',
  UNKNOWN_REVISION: 'usage',
} as const satisfies Record<TerraformErrorCode, ErrorCode>;

const teardownCodes = {
  NOT_READY: 'prerequisite_missing',
  STEP_FAILED: 'failed',
  INTERRUPTED: 'interrupted',
} as const satisfies Record<TeardownErrorCode, ErrorCode>;

/** Any thrown value as an error to print; an unforeseen one keeps its stack as the cause, for the bug report. */
export function asFairwayError(thrown: unknown): FairwayError {
  if (thrown instanceof FairwayError) return thrown;
  if (thrown instanceof LocalServerError) {
    const { code, problem, log, fix } = thrown;
    return new FairwayError(localServerCodes[code], problem, { cause: log && quoteLog(log), hint: fix });
  }
  if (thrown instanceof TerraformError) return new FairwayError(terraformCodes[thrown.code], thrown.problem, { hint: thrown.fix });
  if (thrown instanceof TeardownError) return new FairwayError(teardownCodes[thrown.code], thrown.problem, { hint: thrown.fix });
  if (thrown instanceof PriceError) return new FairwayError('failed', thrown.problem, { hint: thrown.fix });
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new FairwayError('failed', error.message, {
    cause: error.stack?.split('\n').slice(1, 4).join('\n').trim(),
    hint: 'This is not a foreseen failure; `./fairway doctor` may show why, and its output belongs into a bug report.',
  });
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
