import { type ErrorCode, FairwayError } from '@fairway/errors';

/** What a server has said since its start. */
export interface LastLines {
  readonly file: string;
  readonly lines: readonly string[];
}

/** A local server or command that ended, or was ended, before it had done what it was started for. */
export class ServerStartError extends FairwayError {
  readonly log: LastLines;

  constructor(code: ErrorCode, message: string, { log, hint }: { log: LastLines; hint: string }) {
    super(code, message, { cause: quoteLog(log), hint });
    this.log = log;
  }
}

function quoteLog({ file, lines }: LastLines): string {
  return lines.length === 0
    ? `It has logged nothing yet (${file}).`
    : [`Last lines of ${file}:`, ...lines].join('\n    ');
}
