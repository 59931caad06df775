import { appendFileSync } from 'node:fs';
import type { Instance } from '../instance/instance.js';
import { operator } from './dead-letters.js';

/** Adds one line to the instance's audit log: who did what, when. */
export function audit(instance: Instance, command: string, facts: object): void {
  const line = { time: new Date().toISOString(), by: operator(), instance: instance.name, command, ...facts };
  appendFileSync(instance.auditLogPath, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}
