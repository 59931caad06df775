import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { observe, type PlatformState, readState } from '../instance/state.js';
import { claim } from '../instance/claim.js';
import { isObserved } from '../instance/find-running.js';
import { readyReport, type ReadyReport } from './ready-report.js';
import type { RunOptions } from './run.js';

const pollMs = 200;

type Wanted = Pick<RunOptions, 'observed'>;

/**
 * The report of an instance that is ready already; undefined when it is not.
 * @throws FairwayError still_running when it runs without observability, and that is wanted
 */
export function findRunning(instance: Instance, wanted: Wanted): ReadyReport | undefined {
  const state = observedState(instance);
  if (state?.phase !== 'starting' && state?.phase !== 'ready') return undefined;
  const observed = isObserved(state);
  if (wanted.observed && !observed) {
    throw new FairwayError(
      'still_running',
      `The instance "${instance.name}" is running already (supervisor pid ${state.supervisor.pid}), without observability.`,
      { hint: 'End it with `./fairway down`, which keeps its data, then run this again.' },
    );
  }
  if (state.phase === 'starting') return undefined;
  return readyReport(instance, {
    ports: state.ports,
    observed,
    supervisorPid: state.supervisor.pid,
    readyInMs: null,
    alreadyRunning: true,
    firstStart: false,
    sampleId: null,
  });
}

function observedState(instance: Instance): PlatformState | undefined {
  const written = readState(instance);
  return written === undefined ? undefined : observe(written);
}

/**
 * Claims the instance for this process, or returns the platform that another supervisor keeps up. Waits for a
 * supervisor that is still starting, so that both callers can continue when it is ready. It waits without a limit,
 * because only that supervisor knows whether it makes progress, and it ends by itself if it does not.
 */
export async function claimOrFindRunning(
  instance: Instance,
  wanted: Wanted,
  context: Context,
): Promise<{ release: () => void } | ReadyReport> {
  let announced = false;
  for (; !context.stopping.aborted; await sleep(pollMs)) {
    const release = claim(instance, 'supervisor');
    if (release !== undefined) return { release };
    const running = findRunning(instance, wanted);
    if (running !== undefined) return running;
    if (!announced)
      context.progress(
        `another supervisor (${observedState(instance)?.phase ?? 'starting'}) holds the instance "${instance.name}"; waiting for it (\`./fairway down\` ends it)`,
      );
    announced = true;
  }
  throw new FairwayError('interrupted', `Interrupted while another supervisor held the instance "${instance.name}".`, {
    hint: '`./fairway status` shows what it is doing; `./fairway down` ends it.',
  });
}
