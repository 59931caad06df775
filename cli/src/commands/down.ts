import { FairwayError } from '@fairway/errors';
import { OwnTime } from '@fairway/local-servers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { findInstance } from '../instance/instance.js';
import { isAlive, observe, readState } from '../instance/state.js';
import { endLeftovers } from '../supervisor/end-leftovers.js';

export interface DownResult {
  readonly instance: string;
  readonly wasRunning: boolean;
  /** Processes that a dead supervisor left behind and that were ended now. */
  readonly leftovers: readonly string[];
  readonly tookMs: number;
}

// A service may take 10 s to drain, then Kafka and PostgreSQL 15 s each.
const ownTimeLimitMs = 45_000;

const pollMs = 50;

export const down: Command<{ instance: string }, DownResult> = {
  async run(input, context) {
    const startedAtMs = performance.now();
    const instance = findInstance(context.root, input.instance);
    const written = readState(instance);
    const state = written === undefined ? undefined : observe(written);
    const wasRunning = state !== undefined && state.phase !== 'stopped';
    if (wasRunning) {
      context.progress(`stopping the instance "${instance.name}" (supervisor pid ${state.supervisor.pid})`);
      process.kill(state.supervisor.pid, 'SIGTERM');
      using time = new OwnTime(state.supervisor.pid, { limitMs: ownTimeLimitMs });
      while (isAlive(state.supervisor) && !time.isSpent) await sleep(pollMs);
      if (isAlive(state.supervisor)) {
        throw new FairwayError('timed_out', `The supervisor (pid ${state.supervisor.pid}) has not stopped ${time}.`, {
          hint: `See \`./fairway status\`; \`kill -9 ${state.supervisor.pid}\` ends everything at once without losing data.`,
        });
      }
    }
    const left = await endLeftovers(instance, context);
    return {
      instance: instance.name,
      wasRunning,
      leftovers: left,
      tookMs: Math.round(performance.now() - startedAtMs),
    };
  },

  render({ instance, wasRunning, leftovers, tookMs }, style) {
    if (!wasRunning && leftovers.length === 0)
      return `● the instance "${instance}" was not running · next: ./fairway up`;
    return `${style.green('✓')} stopped in ${formatDuration(tookMs)} · data is kept · next: ./fairway up, or ./fairway reset to delete the data`;
  },
};
