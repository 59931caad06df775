import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Instance } from '../instance/instance.js';
import { operator } from './dead-letters.js';

/**
 * Adds a line to the instance's audit log: who starts what, and when. A run that is killed leaves only this line.
 * @returns a function that adds the line about the outcome
 */
export function audit(instance: Instance, command: string, facts: object): (outcome: object) => void {
  const run = randomUUID();
  const write = (state: 'started' | 'ended', more: object) => {
    const line = {
      time: new Date().toISOString(),
      by: operator(),
      instance: instance.name,
      command,
      run,
      state,
      ...more,
    };
    appendFileSync(instance.auditLogPath, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  write('started', facts);
  return (outcome) => write('ended', outcome);
}
