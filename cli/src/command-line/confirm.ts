import { FairwayError } from '@fairway/errors';
import { answerTo } from './answer-to.js';

/**
 * Asks the user at the terminal. Without a terminal the answer is no.
 * @throws FairwayError `confirmation_needed` unless the answer is yes
 */
export async function confirm(
  question: string,
  { refused, hint, stopping }: { refused: string; hint: string; stopping: AbortSignal },
): Promise<void> {
  const refusal = new FairwayError('confirmation_needed', refused, { hint });
  if (!process.stdin.isTTY) throw refusal;
  if (!/^y(es)?$/i.test(await answerTo(`${question} [y/N]`, stopping))) throw refusal;
}
