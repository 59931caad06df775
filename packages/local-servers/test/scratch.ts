import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchdog, type Watchdog } from '../src/index.js';

export interface Scratch extends AsyncDisposable {
  /** Of mode 0700, like a fresh clone made by root in a folder of `mktemp -d`. */
  readonly folder: string;
  readonly watchdog: Watchdog;
}

/** A temporary folder and a watchdog; disposing it stops whatever still runs. */
export async function createScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-local-servers-'));
  const watchdog = await startWatchdog();
  return {
    folder,
    watchdog,
    async [Symbol.asyncDispose]() {
      await watchdog.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
