export type TeardownErrorCode = 'NOT_READY' | 'STEP_FAILED' | 'INTERRUPTED';

/** A teardown that did not begin (NOT_READY, nothing was touched), or stopped on its way. */
export class TeardownError extends Error {
  override readonly name = 'TeardownError';
  readonly code: TeardownErrorCode;
  readonly problem: string;
  readonly fix: string;

  constructor(code: TeardownErrorCode, problem: string, fix: string) {
    super(`${problem}\n${fix}`);
    this.code = code;
    this.problem = problem;
    this.fix = fix;
  }
}
