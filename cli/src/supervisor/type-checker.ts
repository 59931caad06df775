import { spawnServer, type ServerProcess, type Watchdog } from '@fairway/local-servers';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '../instance/instance.js';
import { logFileOf } from '../logs/log-files.js';

export const typeCheckerName = 'typecheck';

// Everything else goes first: an error of types is read a moment later than the answer of the service.
const niceness = 15;

/** The compiler, which watches by itself and writes what it finds to a log of its own. */
export async function startTypeChecker(root: string, instance: Instance, watchdog: Watchdog): Promise<ServerProcess> {
  const checker = await spawnServer({
    name: typeCheckerName,
    command: process.execPath,
    args: [
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '--noEmit',
      '--watch',
      '--preserveWatchOutput',
      '--pretty',
      'false',
      '--incremental',
      '--tsBuildInfoFile',
      join(root, '.fairway', 'typecheck.tsbuildinfo'),
    ],
    cwd: root,
    env: { PATH: process.env['PATH'] },
    logFile: logFileOf(instance, typeCheckerName),
    graceMs: 1_000,
    watchdog,
  });
  try {
    setPriority(checker.pid, niceness);
    // Where Linux shares processors among sessions first, as most desktops do, the session needs it as well.
    writeFileSync(`/proc/${checker.pid}/autogroup`, String(niceness));
  } catch {
    // Not on this system; then it takes its full share.
  }
  return checker;
}

/** Whether people are shown the line: what is wrong, and the count, which also tells that nothing is. */
export const isFinding = (line: string) => /error TS\d+|Found \d+ error/.test(line);
