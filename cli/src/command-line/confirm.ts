import { FairwayError } from '@fairway/errors';
import { createInterface } from 'node:readline/promises';

/**
 * Asks the user at the terminal. Without a terminal the answer is no.
 * @throws FairwayError `confirmation_needed` unless the answer is yes
 */
export async function confirm(question: string, { refused, hint }: { refused: string; hint: string }): Promise<void> {
  const refusal = new FairwayError('confirmation_needed', refused, { hint });
  if (!process.stdin.isTTY) throw refusal;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw refusal;
}
