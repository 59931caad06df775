import { domain } from '@fairway/domain';
import { FairwayError } from '@fairway/errors';
import { OwnTime } from '@fairway/local-servers';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../command-line/duration.js';

const pollMs = 50;

export interface UntilOptions {
  /**
   * The supervisor whose processes do the work that is waited for: only their own processor time counts, see `OwnTime`.
   */
  readonly supervisorPid: number;
  readonly limitMs: number;
}

/**
 * Polls until there is an answer.
 * @throws FairwayError timed_out, with the name of what was awaited
 */
export async function until<T>(
  what: string,
  { supervisorPid, limitMs }: UntilOptions,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const startedAtMs = performance.now();
  using time = new OwnTime(supervisorPid, { limitMs });
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
