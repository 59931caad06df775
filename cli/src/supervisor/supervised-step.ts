import type { PlatformOptions } from './platform-options.js';
import type { Step } from './start-in-order.js';
import { SupervisedProcess, type Starter } from './supervised-process.js';

/** A server of the run: started in its turn, and again after a crash. */
export function supervisedStep(
  name: string,
  after: readonly string[],
  { record, stopping }: PlatformOptions,
  starter: Starter,
): Step {
  const process = new SupervisedProcess(name, starter, record, { stopping });
  return { name, after, start: () => process.start(), stop: () => process.stop() };
}
