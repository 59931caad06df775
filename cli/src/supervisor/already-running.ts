import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { observe, readState } from '../instance/state.js';
import { claim } from '../instance/claim.js';
import { readyReport, type ReadyReport } from './ready-report.js';

const pollMs = 200;

/**
 * Claims the instance for this process, or returns the platform that another supervisor keeps up. Waits for a
 * supervisor that is still starting, so that both callers can continue when it is ready. It waits without a limit,
 * because only that supervisor knows whether it makes progress, and it ends by itself if it does not.
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
        `another supervisor (${state?.phase ?? 'starting'}) holds the instance "${instance.name}"; waiting for it (\`./fairway down\` ends it)`,
      );
    announced = true;
  }
  throw new FairwayError('interrupted', `Interrupted while another supervisor held the instance "${instance.name}".`, {
    hint: '`./fairway status` shows what it is doing; `./fairway down` ends it.',
  });
}
