import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import { findInstance } from '../instance/instance.js';
import { claimOrFindRunning } from '../supervisor/already-running.js';
import { readyReport, type ReadyReport } from '../supervisor/ready-report.js';
import { startRun } from '../supervisor/run.js';
import { showSample } from './show-sample.js';
import type { UpInput } from './up.js';

/** Messages from a detached supervisor to the `fairway up --detach` that started it. */
export type SupervisorMessage =
  | { readonly progress: string }
  | { readonly ready: ReadyReport }
  | { readonly error: Pick<FairwayError, 'code' | 'message' | 'cause' | 'hint'> };

/** Runs the platform in its own process; started by `fairway up --detach` only. */
export const supervise: Command<UpInput, string> = {
  stopsItself: true,

  async run(input, context) {
    const orphaned = new AbortController();
    process.once('disconnect', () => orphaned.abort());
    const progress = (line: string) => {
      context.progress(line);
      void tell({ progress: line });
    };
    // Until the platform is ready, this process lives only as long as the command that waits for it.
    const starting = { ...context, progress, stopping: AbortSignal.any([context.stopping, orphaned.signal]) };
    const instance = findInstance(context.root, input.instance);
    const observed = input.with.includes('observability');
    try {
      const claim = await claimOrFindRunning(instance, { observed }, starting);
      if (!('release' in claim)) {
        await tell({ ready: claim });
        return 'running already';
      }
      try {
        const startedAtMs = performance.now();
        const run = await startRun(instance, starting, { observed });
        const sampleId = input.sample ? await showSample(instance, run.ports, run.secrets, starting) : null;
        const readyInMs = performance.now() - startedAtMs;
        const facts = {
          ports: run.ports,
          observed,
          supervisorPid: process.pid,
          readyInMs,
          alreadyRunning: false,
          firstStart: run.firstStart,
          sampleId,
        };
        await tell({ ready: readyReport(instance, facts) });
        await untilAborted(context.stopping);
        await run.stop();
      } finally {
        claim.release();
      }
    } catch (thrown) {
      const { code, message, cause, hint } = asFairwayError(thrown);
      await tell({ error: { code, message, cause, hint } });
      throw thrown;
    }
    return 'stopped';
  },

  render: (outcome) => outcome,
};

/** Resolves when the message has been sent: this process may end right after the last one. */
function tell(message: SupervisorMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send !== undefined) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/** Servers, watchdog and listeners do not keep this process alive; a timer does. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    const end = () => (clearInterval(alive), resolve());
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
