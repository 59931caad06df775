import { FairwayError } from '@fairway/errors';
import type { Instance } from './instance.js';
import type { TelemetryName } from './ports.js';
import { observe, readState, type PlatformState } from './state.js';

/** The state of a running instance; for commands that need one. */
export function requireRunning(instance: Instance): PlatformState {
  const state = readState(instance);
  const observed = state === undefined ? undefined : observe(state);
  if (observed !== undefined && observed.phase !== 'stopped') return observed;
  throw notRunning(instance);
}

/** Whether it was started with observability. */
export function isObserved({ processes }: PlatformState): boolean {
  return processes.some(({ name }) => name === ('prometheus' satisfies TelemetryName));
}

function notRunning(instance: Instance): FairwayError {
  return new FairwayError('not_running', `The instance "${instance.name}" is not running.`, {
    hint: 'Start it with `./fairway up`.',
  });
}
