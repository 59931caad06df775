import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { observe, readState } from '../instance/state.js';
import { claim } from '../instance/claim.js';
import { readyReport, type ReadyReport } from './ready-report.js';

const pollMs = 200;

/**
 * Claims the instance for this process, or reports the platform that another one keeps up already.
 * One that is still starting is waited for, so that both callers can go on when it is ready: as long as it takes, because
 * only that one knows whether it gets on, and ends by itself when it does not.
 */
export async function claimOrFindRunning(
  instance: Instance,
  context: Context,
): Promise<{ release: () => void } | ReadyReport> {
  let announced = false;
  for (; !context.stopping.aborted; await sleep(pollMs)) {
    const release = claim(instance, 'supervisor');
    if (release !== undefined) return { release };
    const written = readState(instance);
    const state = written === undefined ? undefined : observe(written);
    if (state?.phase === 'ready') {
      return readyReport(instance, {
        ports: state.ports,
        supervisorPid: state.supervisor.pid,
        readyInMs: null,
        alreadyRunning: true,
        firstStart: false,
        sampleId: null,
      });
    }
    if (!announced)
      context.progress(
        `another supervisor has the instance "${instance.name}" and is ${state?.phase ?? 'starting'}; waiting for it (\`./fairway down\` ends it)`,
      );
    announced = true;
  }
  throw new FairwayError('interrupted', `Interrupted while another supervisor had the instance "${instance.name}".`, {
    hint: 'See what it does with `./fairway status`; end it with `./fairway down`.',
  });
}
