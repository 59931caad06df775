import { FairwayError } from '@fairway/errors';
import { claim } from '../instance/claim.js';
import type { Instance } from '../instance/instance.js';

/**
 * Makes this process the only one that settles letters of these topics: of two that have chosen the same letter, one would
 * send what the other one discards.
 * @returns how to give them back
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
        `Another replay or discard of letters of ${topic} is running; nothing was done.`,
        {
          cause: 'The letters that it has chosen are its own until it ends.',
          hint: `Stop it with Ctrl-C, or wait; then run this again. Who started it is in ${instance.auditLogPath}.`,
        },
      );
    }
    claims.push(giveBack);
  }
  return release;
}
