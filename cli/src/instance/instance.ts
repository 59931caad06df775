import { FairwayError } from '@fairway/errors';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portBaseOf } from './ports.js';

/** One isolated run of the platform, with its own data, logs, secrets and ports. */
export interface Instance {
  readonly name: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly statePath: string;
  readonly secretsPath: string;
  readonly supervisorLogPath: string;
  /** One line for each command that changed something of consequence. */
  readonly auditLogPath: string;
}

const defaultInstanceName = 'default';

/** The option that makes another command act on this instance. */
export function instanceOptionFor(name: string): string {
  return name === defaultInstanceName ? '' : ` --instance ${name}`;
}

/** Describes the instance without touching the disk. */
export function findInstance(root: string, name: string): Instance {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
    throw new FairwayError('usage', `"${name}" cannot name an instance.`, {
      cause:
        'The name becomes a folder: use lower-case letters, digits and hyphens, at most 32 characters, not starting with a hyphen.',
      hint: 'Choose another --instance (or FAIRWAY_INSTANCE), for example feature-x.',
    });
  }
  const folder = join(instancesFolder(root), name);
  const logFolder = join(folder, 'logs');
  return {
    name,
    folder,
    dataFolder: join(folder, 'data'),
    logFolder,
    statePath: join(folder, 'state.json'),
    secretsPath: join(folder, 'secrets.json'),
    supervisorLogPath: join(logFolder, 'supervisor.log'),
    auditLogPath: join(folder, 'audit.ndjson'),
  };
}

function instancesFolder(root: string): string {
  return join(root, '.fairway', 'instances');
}

/** The base port that the instance has, or would get now. */
export function portBaseFor(root: string, instance: Instance, env: NodeJS.ProcessEnv): number {
  return portBaseOf(slotFor(root, instance), env);
}

/** Creates the instance's folder, stores its slot there, and returns its base port. */
export function claimPortBase(root: string, instance: Instance, env: NodeJS.ProcessEnv): number {
  const slot = slotFor(root, instance);
  const base = portBaseOf(slot, env);
  mkdirSync(instance.folder, { recursive: true });
  writeFileSync(join(instance.folder, 'slot'), `${slot}\n`);
  return base;
}

function slotFor(root: string, instance: Instance): number {
  const kept = slotOf(root, instance.name);
  if (kept !== undefined) return kept;
  const folder = instancesFolder(root);
  const taken = new Set((existsSync(folder) ? readdirSync(folder) : []).map((name) => slotOf(root, name)));
  // Slot 0 is reserved for the default instance, even before its first run.
  let slot = instance.name === defaultInstanceName ? 0 : 1;
  while (taken.has(slot)) slot += 1;
  return slot;
}

function slotOf(root: string, name: string): number | undefined {
  try {
    const slot = Number.parseInt(readFileSync(join(instancesFolder(root), name, 'slot'), 'utf8'), 10);
    return slot >= 0 ? slot : undefined;
  } catch {
    return undefined;
  }
}
