import { FairwayError } from '@fairway/errors';
import { answerTo } from '../command-line/answer-to.js';

/**
 * What the command line did not say: the person at the terminal is asked for it.
 * @throws FairwayError usage, without a terminal, with `missing` and what to add
 */
export async function ask(
  question: string,
  { missing, hint, stopping }: { missing: string; hint: string; stopping: AbortSignal },
): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new FairwayError('usage', missing, { hint });
  return await answerTo(question, stopping);
}
