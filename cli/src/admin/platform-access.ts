import { FairwayError } from '@fairway/errors';
import type { Context } from '../command-line/context.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { adminEmail } from '../instance/secrets.js';
import type { Credentials } from '../public-api/public-api.js';
import { KeptPassword } from './kept-password.js';
import { platformUrl } from './platform-url.js';

/** The platform that a command acts on: an instance on this machine, or a remote one. */
export type Platform = { readonly instance: string } | { readonly url: string };

export interface PlatformAccess {
  readonly platform: Platform;
  readonly url: string;
  readonly signInAs: Credentials | KeptPassword;
}

export interface PlatformOption {
  readonly instance: string;
  /** The URL of a remote platform; without it, the instance on this machine. */
  readonly url?: string | undefined;
}

/**
 * Returns where a platform is and who administers it. The password comes from the environment, because arguments are
 * visible in the shell's history and in the process list.
 */
export function platformAccess(
  { instance, url: text }: PlatformOption,
  { root, env }: Pick<Context, 'root' | 'env'>,
): PlatformAccess {
  if (text === undefined) return localPlatformAccess(findInstance(root, instance), env);
  const url = platformUrl(text);
  const { FAIRWAY_ADMIN_EMAIL: email, FAIRWAY_ADMIN_PASSWORD: password } = env;
  if (email === undefined || password === undefined) throw missing('FAIRWAY_ADMIN_EMAIL or FAIRWAY_ADMIN_PASSWORD');
  return { platform: { url }, url, signInAs: { email, password } };
}

/**
 * The environment takes precedence over the kept password, unless it belongs to the platform that FAIRWAY_URL names.
 */
export function localPlatformAccess(
  instance: Instance,
  { FAIRWAY_URL, FAIRWAY_ADMIN_EMAIL, FAIRWAY_ADMIN_PASSWORD: password }: NodeJS.ProcessEnv,
): PlatformAccess {
  const state = requireRunning(instance);
  const platform = {
    platform: { instance: instance.name },
    url: `http://127.0.0.1:${state.ports.services['api-gateway']}`,
  };
  if (FAIRWAY_URL === undefined && password !== undefined)
    return { ...platform, signInAs: { email: FAIRWAY_ADMIN_EMAIL ?? adminEmail, password } };
  if (FAIRWAY_URL === undefined && FAIRWAY_ADMIN_EMAIL !== undefined) throw missing('FAIRWAY_ADMIN_PASSWORD');
  return { ...platform, signInAs: new KeptPassword(instance, state) };
}

/** The option that makes another command act on the same remote platform. */
export function urlOptionFor(platform: Platform): string {
  return 'url' in platform ? ` --url ${platform.url}` : '';
}

function missing(names: string): FairwayError {
  return new FairwayError('prerequisite_missing', `${names} is missing.`, {
    hint: 'export FAIRWAY_ADMIN_EMAIL=…; read -rs FAIRWAY_ADMIN_PASSWORD; export FAIRWAY_ADMIN_PASSWORD',
  });
}
