import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from './instance.js';
import { identityOf, isAlive, type ProcessIdentity } from './state.js';

/**
 * Claims `work` on the instance for this process. The claim of a process that ended without releasing it no longer
 * counts.
 * @returns a function that releases the claim, or undefined when another live process holds it
 */
export function claim(instance: Instance, work: 'supervisor' | `dlq-${string}`): (() => void) | undefined {
  mkdirSync(instance.folder, { recursive: true });
  const path = join(instance.folder, `${work}.claim`);
  const mine = JSON.stringify(identityOf(process.pid));
  const aside = `${path}.${process.pid}`;
  for (;;) {
    // A link appears together with its content, whereas a file could be read between its creation and the write.
    writeFileSync(aside, mine);
    try {
      linkSync(aside, path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside);
    }
    const owner = readOrUndefined(path);
    if (owner !== undefined && isAlive(JSON.parse(owner) as ProcessIdentity)) return undefined;
    if (owner !== undefined) removeStale(path, owner, aside);
  }
}

/**
 * When two processes remove the same stale claim, the slower one notices that it moved a fresh claim, and puts it back.
 */
function removeStale(path: string, owner: string, aside: string): void {
  try {
    renameSync(path, aside);
    if (readOrUndefined(aside) === owner) rmSync(aside);
    else renameSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
