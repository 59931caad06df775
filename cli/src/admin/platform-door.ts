import type { Context } from '../command-line/context.js';
import { FairwayError } from '../command-line/fairway-error.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { adminEmail, ensureSecrets } from '../instance/secrets.js';
import type { Credentials } from '../public-api/public-api.js';

export interface Door {
  readonly url: string;
  readonly credentials: Credentials;
}

export interface DoorOptions {
  readonly instance: string;
  /** Of a platform elsewhere; without it, the instance on this machine. */
  readonly url?: string | undefined;
}

/**
 * Where a platform is, and who administers it. The password comes from the environment, since arguments stand in the
 * shell's history and in the list of processes.
 */
export function doorOf({ instance: name, url }: DoorOptions, { root, env }: Pick<Context, 'root' | 'env'>): Door {
  if (url === undefined) {
    const instance = findInstance(root, name);
    const { ports } = requireRunning(instance);
    const { adminPassword } = ensureSecrets(instance);
    return { url: `http://127.0.0.1:${ports.services['api-gateway']}`, credentials: { email: adminEmail, password: adminPassword } };
  }
  const { FAIRWAY_ADMIN_EMAIL: email, FAIRWAY_ADMIN_PASSWORD: password } = env;
  if (email === undefined || password === undefined) {
    throw new FairwayError('prerequisite_missing', 'FAIRWAY_ADMIN_EMAIL or FAIRWAY_ADMIN_PASSWORD is missing.', {
      hint: 'export FAIRWAY_ADMIN_EMAIL=…; read -rs FAIRWAY_ADMIN_PASSWORD; export FAIRWAY_ADMIN_PASSWORD',
    });
  }
  return { url: url.replace(/\/+$/, ''), credentials: { email, password } };
}
