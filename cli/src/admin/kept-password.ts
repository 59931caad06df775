import { FairwayError } from '@fairway/errors';
import type { Instance } from '../instance/instance.js';
import { adminEmail, ensureSecrets, rememberAdminRefusal } from '../instance/secrets.js';
import type { PlatformState } from '../instance/state.js';
import type { Credentials } from '../public-api/public-api.js';

/**
 * The administrator's password in secrets.json. It is valid until the API changes it. Each wrong attempt after that
 * counts against the administrator, so a refused password is not sent again in the same run. A restart may make it
 * valid again.
 */
export class KeptPassword {
  readonly #instance: Instance;
  readonly #runStartedAt: string;

  constructor(instance: Instance, { startedAt }: PlatformState) {
    this.#instance = instance;
    this.#runStartedAt = startedAt;
  }

  /** @throws FairwayError when the password was refused before */
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
    const { secretsPath } = this.#instance;
    return new FairwayError('failed', `The administrator's password in ${secretsPath} is no longer valid.`, {
      cause:
        'The API has changed it. It is not sent again, because each wrong attempt counts against the administrator.',
      hint: `Run (read -rs FAIRWAY_ADMIN_PASSWORD; export FAIRWAY_ADMIN_PASSWORD; ./fairway admin password): it takes the current password and stores a new one. If the password is lost, see docs/guides/accounts.md.`,
    });
  }
}
