import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from '../instance/instance.js';
import { telemetryNames } from '../instance/ports.js';

const rotateAboveBytes = 50 * 1024 * 1024;

// These write plain text.
const plainTextLogs = new Set(['postgres', 'kafka', 'typecheck', ...telemetryNames]);

export function logFileOf(instance: Instance, process: string): string {
  return join(instance.logFolder, `${process}.${plainTextLogs.has(process) ? 'log' : 'ndjson'}`);
}

/** Renames a large log to `<file>.1`; only at a start, while no process writes to it. */
export function rotateLogs(instance: Instance): void {
  mkdirSync(instance.logFolder, { recursive: true });
  for (const name of readdirSync(instance.logFolder)) {
    const path = join(instance.logFolder, name);
    if (!name.endsWith('.1') && statSync(path).size > rotateAboveBytes) renameSync(path, `${path}.1`);
  }
}

/** The processes that have logs. */
export function loggedProcesses(instance: Instance): string[] {
  try {
    return readdirSync(instance.logFolder)
      .filter((name) => name.endsWith('.ndjson') || plainTextLogs.has(name.replace(/\.log$/, '')))
      .map((name) => name.replace(/\.(ndjson|log)$/, ''))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
