export type LocalServerErrorCode =
  | 'DATA_FOLDER'
  | 'INSTALL_FAILED'
  | 'PORT_IN_USE'
  | 'PREREQUISITE_MISSING'
  | 'START_FAILED'
  | 'START_TIMEOUT';

/** What a server has said since its start. */
export interface LastLines {
  readonly file: string;
  readonly lines: readonly string[];
}

/**
 * A local server that could not be installed or started.
 * `problem` says what happened and why, `log` what the server said last, `fix` what to do; `message` has all of it, for
 * callers that print only that.
 */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly code: LocalServerErrorCode;
  readonly problem: string;
  readonly log: LastLines | undefined;
  readonly fix: string;

  constructor(code: LocalServerErrorCode, problem: string, fix: string, { log, cause }: { log?: LastLines; cause?: unknown } = {}) {
    super([problem, ...(log === undefined ? [] : [quoteLog(log)]), fix].join('\n'), { cause });
    this.code = code;
    this.problem = problem;
    this.log = log;
    this.fix = fix;
  }
}

export function quoteLog({ file, lines }: LastLines): string {
  return lines.length === 0 ? `It has logged nothing yet (${file}).` : [`Last lines of ${file}:`, ...lines].join('\n    ');
}
