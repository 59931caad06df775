import { type ErrorCode, FairwayError } from '@fairway/errors';

/** What a server has logged since its start. */
export interface LastLines {
  readonly file: string;
  readonly lines: readonly string[];
}

/** A local server or command ended, or was ended, before it had done its work. */
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
