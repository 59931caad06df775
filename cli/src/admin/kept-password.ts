import { FairwayError } from '@fairway/errors';
import { type Instance, instanceOptionFor } from '../instance/instance.js';
import { adminEmail, ensureSecrets, rememberAdminRefusal } from '../instance/secrets.js';
import type { PlatformState } from '../instance/state.js';
import type { Credentials } from '../public-api/public-api.js';

/**
 * The administrator's password in secrets.json. It is right until it is changed by the API; then each attempt would count
 * against the administrator, so one that was refused is not sent again in the same run. A start may put it in force.
 */
export class KeptPassword {
  readonly #instance: Instance;
  readonly #runStartedAt: string;

  constructor(instance: Instance, { startedAt }: PlatformState) {
    this.#instance = instance;
    this.#runStartedAt = startedAt;
  }

  /** @throws FairwayError when they were refused before */
  credentials(): Credentials {
    const { ofServices, adminRefusal: refusal } = ensureSecrets(this.#instance);
    const password = ofServices.ADMIN_PASSWORD;
    if (refusal?.password === password && refusal.runStartedAt === this.#runStartedAt) throw this.#wrong();
    return { email: adminEmail, password };
  }

  refused({ password }: Credentials): FairwayError {
    rememberAdminRefusal(this.#instance, { password, runStartedAt: this.#runStartedAt });
    return this.#wrong();
  }

  #wrong(): FairwayError {
    const { name, secretsPath } = this.#instance;
    return new FairwayError('failed', `The administrator's password in ${secretsPath} is no longer right.`, {
      cause: 'It was changed by the API. It is not sent again: each wrong attempt counts against the administrator.',
      hint: `Bring both together again: (read -rs FAIRWAY_ADMIN_PASSWORD; export FAIRWAY_ADMIN_PASSWORD; ./fairway admin password${instanceOptionFor(name)}) takes the one in force and makes a new one. Lost? See docs/guides/accounts.md.`,
    });
  }
}
