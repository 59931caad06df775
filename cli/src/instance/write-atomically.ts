import { renameSync, writeFileSync } from 'node:fs';

/** Readers see the old content or the new, never a part of it, even if this process is killed in between. */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, content, { mode });
  renameSync(aside, path);
}
