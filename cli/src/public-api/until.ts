import { domain } from '@fairway/domain';
import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../command-line/duration.js';

const pollMs = 50;

/**
 * Polls until there is an answer.
 * @param time says when to give up
 * @throws FairwayError timed_out, with the name of what was awaited
 */
export async function until<T>(
  what: string,
  time: { readonly isSpent: boolean },
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const startedAtMs = performance.now();
  for (; ; await sleep(pollMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (time.isSpent) {
      throw new FairwayError(
        'timed_out',
        `${what}: not seen within ${formatDuration(performance.now() - startedAtMs)}.`,
        {
          hint: `\`./fairway journey <${domain.entity.idName}>\` shows where it is stuck.`,
        },
      );
    }
  }
}
