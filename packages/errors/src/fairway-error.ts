/** Scripts branch on the code; the command line has an exit code for each. */
export type ErrorCode =
  | 'failed'
  | 'usage'
  | 'prerequisite_missing'
  | 'port_in_use'
  | 'not_running'
  | 'not_found'
  | 'timed_out'
  | 'confirmation_needed'
  | 'still_running'
  | 'refused'
  | 'interrupted';

/** An error for the person at the keyboard: what happened (message), why (cause), how to fix it (hint). */
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
}
