import { FairwayError } from '@fairway/errors';
import { createInterface } from 'node:readline/promises';

/**
 * What the command line did not say: the person at the terminal is asked for it.
 * @throws FairwayError usage, without a terminal: `missing` says what to add
 */
export async function ask(
  question: string,
  missing: { readonly message: string; readonly hint: string },
): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new FairwayError('usage', missing.message, { hint: missing.hint });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} `)).trim();
  } finally {
    terminal.close();
  }
}
