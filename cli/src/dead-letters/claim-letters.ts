import { FairwayError } from '@fairway/errors';
import { claim } from '../instance/claim.js';
import type { Instance } from '../instance/instance.js';

/**
 * Gives this process exclusive rights to settle letters of these topics. Otherwise two runs could choose the same
 * letter, and one would send what the other discards.
 * @returns a function that releases the topics
 * @throws FairwayError `still_running`
 */
export function claimLetters(instance: Instance, topics: readonly string[]): () => void {
  const claims: (() => void)[] = [];
  const release = () => claims.forEach((giveBack) => giveBack());
  for (const topic of topics) {
    const giveBack = claim(instance, `dlq-${topic}`);
    if (giveBack === undefined) {
      release();
      throw new FairwayError(
        'still_running',
        `Another replay or discard of letters of ${topic} is running; nothing was changed.`,
        {
          cause: 'No other command may settle the letters that it has selected until it ends.',
          hint: `Wait, or stop it with Ctrl-C, then run this again. ${instance.auditLogPath} says who started it.`,
        },
      );
    }
    claims.push(giveBack);
  }
  return release;
}
