import type { AccountDetails, SessionView } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { documentedClient } from '../public-api/documented-client.js';
import { bearer, dataOf } from '../public-api/public-api.js';
import type { PlatformAccess } from './platform-access.js';
import { type SignedIn, signIn } from './sign-in.js';

/** Administers accounts through the public API, in a session of its own. */
export class AdminApi {
  /** The account that signed in. */
  readonly email: string;
  readonly #url: string;
  readonly #client;
  readonly #password: string;
  readonly #headers;

  private constructor(url: string, { credentials: { email, password }, accessToken }: SignedIn) {
    this.email = email;
    this.#url = url;
    this.#client = documentedClient(url);
    this.#password = password;
    this.#headers = bearer(accessToken);
  }

  /** Logs in, does the work and logs out, so that no session is left behind. */
  static async use<Result>(access: PlatformAccess, work: (admin: AdminApi) => Promise<Result>): Promise<Result> {
    const signedIn = await signIn(access);
    const admin = new AdminApi(access.url, signedIn);
    try {
      return await work(admin);
    } finally {
      await admin.#client.POST('/api/auth/logout', { body: { refreshToken: signedIn.refreshToken } });
    }
  }

  /** @param account the account's id or e-mail address */
  async find(account: string): Promise<AccountDetails> {
    const answer = account.includes('@')
      ? await this.#client.POST('/api/admin/accounts/by/email', { headers: this.#headers, body: { email: account } })
      : await this.#client.GET('/api/admin/accounts/{id}', this.#of(account));
    if (answer.error?.code === 'account_not_found') {
      throw new FairwayError('not_found', `There is no account ${account} at ${this.#url}.`, {
        hint: 'Check its id or e-mail address.',
      });
    }
    return dataOf(`the account ${account}`, answer);
  }

  async listSessions({ id }: AccountDetails): Promise<readonly SessionView[]> {
    const answer = await this.#client.GET('/api/admin/accounts/{id}/sessions', this.#of(id));
    return dataOf(`GET /api/admin/accounts/${id}/sessions`, answer).items;
  }

  /** @returns the number of sessions that were ended */
  async endSessions({ id }: AccountDetails): Promise<number> {
    const answer = await this.#client.DELETE('/api/admin/accounts/{id}/sessions', this.#of(id));
    return dataOf(`DELETE /api/admin/accounts/${id}/sessions`, answer).ended;
  }

  async disable({ id }: AccountDetails): Promise<AccountDetails> {
    const answer = await this.#client.POST('/api/admin/accounts/{id}/disable', this.#of(id));
    if (answer.error?.code === 'account_own') {
      throw new FairwayError('failed', `You cannot disable your own account at ${this.#url}.`, {
        cause: 'You might be the last administrator who can enable accounts.',
        hint: 'Ask another administrator to do it. If there is none, restart auth-service with another ADMIN_EMAIL (and ADMIN_PASSWORD): that creates one.',
      });
    }
    return dataOf(`POST /api/admin/accounts/${id}/disable`, answer);
  }

  async enable({ id }: AccountDetails): Promise<AccountDetails> {
    return dataOf(
      `POST /api/admin/accounts/${id}/enable`,
      await this.#client.POST('/api/admin/accounts/{id}/enable', this.#of(id)),
    );
  }

  /** Changes the administrator's own password. Every other session of the administrator ends. */
  async changePassword(newPassword: string): Promise<void> {
    const body = { currentPassword: this.#password, newPassword };
    dataOf('POST /api/auth/password', await this.#client.POST('/api/auth/password', { headers: this.#headers, body }));
  }

  #of(id: string) {
    return { headers: this.#headers, params: { path: { id } } };
  }
}
