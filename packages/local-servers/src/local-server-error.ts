export type LocalServerErrorCode =
  | 'DATA_FOLDER'
  | 'INSTALL_FAILED'
  | 'PORT_IN_USE'
  | 'PREREQUISITE_MISSING'
  | 'START_FAILED'
  | 'START_TIMEOUT';

/**
 * A local server that could not be installed or started.
 * `problem` says what happened and why, `fix` how to mend it; `message` has both, for callers that print only that.
 */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly code: LocalServerErrorCode;
  readonly problem: string;
  readonly fix: string;

  constructor(code: LocalServerErrorCode, problem: string, fix: string, options?: ErrorOptions) {
    super(`${problem}\n${fix}`, options);
    this.code = code;
    this.problem = problem;
    this.fix = fix;
  }
}
