import { FairwayError } from '@fairway/errors';
import { join } from 'node:path';

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

/** Describes the instance without touching the disk. */
export function findInstance(root: string, name: string): Instance {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
    throw new FairwayError('usage', `'${name}' is not a valid instance name.`, {
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

export function instancesFolder(root: string): string {
  return join(root, '.fairway', 'instances');
}
