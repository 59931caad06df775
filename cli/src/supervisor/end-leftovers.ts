import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { isAlive, leftovers, observe, readState, type ProcessIdentity } from '../instance/state.js';

// The watchdog of a killed supervisor needs up to the grace period of a service; what is still alive then, it will
// never end.
const watchdogMs = 3_000;
const graceMs = 15_000;

/**
 * Ends the processes that outlived their supervisor. They are identified by pid and start time, so that no unrelated
 * process is hit.
 * @returns their names
 */
export async function endLeftovers(instance: Instance, { progress }: Pick<Context, 'progress'>): Promise<string[]> {
  const state = readState(instance);
  const left = state === undefined ? [] : leftovers(observe(state));
  if (left.length === 0) return [];
  progress(`ending leftovers of an earlier run: ${left.map(({ name }) => name).join(', ')}`);
  await Promise.all(left.map(({ process }) => end(process)));
  return left.map(({ name }) => name);
}

async function end(target: ProcessIdentity): Promise<void> {
  if (await goneWithin(target, watchdogMs)) return;
  signal(target.pid, target, 'SIGTERM');
  if (await goneWithin(target, graceMs)) return;
  signal(-target.pid, target, 'SIGKILL');
  await goneWithin(target, graceMs);
}

function signal(pid: number, target: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether the process ended in time. */
async function goneWithin(target: ProcessIdentity, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; await sleep(50)) {
    if (!isAlive(target)) return true;
  }
  return !isAlive(target);
}
