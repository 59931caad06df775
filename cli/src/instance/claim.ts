import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from './instance.js';
import { identityOf, isAlive, type ProcessIdentity } from './state.js';

/**
 * Makes this process the one that does `work` on the instance. A process that ends without giving it back has it no more.
 * @returns how to give the claim back, or undefined when another live process has it
 */
export function claim(instance: Instance, work: 'supervisor' | `dlq-${string}`): (() => void) | undefined {
  mkdirSync(instance.folder, { recursive: true });
  const path = join(instance.folder, `${work}.claim`);
  const mine = JSON.stringify(identityOf(process.pid));
  const aside = `${path}.${process.pid}`;
  for (;;) {
    // A link appears with its content; a file that is opened and then written could be read while it is empty.
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

/** Of two who saw the stale claim, the slower one finds out that it moved a fresh one, and puts it back. */
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
