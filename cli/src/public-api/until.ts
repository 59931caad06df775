import { setTimeout as sleep } from 'node:timers/promises';
import { FairwayError } from '../command-line/fairway-error.js';

const pollMs = 50;

/** Asks again until there is an answer. @throws FairwayError timed_out, naming what was waited for */
export async function until<T>(what: string, deadlineMs: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  for (const deadline = performance.now() + deadlineMs; ; await sleep(pollMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      throw new FairwayError('timed_out', `${what}: not within ${deadlineMs / 1_000} s.`, { hint: 'See where it is stuck with `./fairway journey <orderId>`.' });
    }
  }
}
