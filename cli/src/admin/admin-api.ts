import type { AccountDetails, SessionView } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { documentedClient } from '../public-api/documented-client.js';
import { bearer, dataOf } from '../public-api/public-api.js';
import type { Door } from './platform-door.js';
import { type SignedIn, signIn } from './sign-in.js';

/** The administration of accounts through the public door, in a session of its own. */
export class AdminApi {
  /** Who signed in. */
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

  /** Logs in, does the work, and logs out: no session is left behind. */
  static async use<Result>(door: Door, work: (admin: AdminApi) => Promise<Result>): Promise<Result> {
    const signedIn = await signIn(door);
    const admin = new AdminApi(door.url, signedIn);
    try {
      return await work(admin);
    } finally {
      await admin.#client.POST('/api/auth/logout', { body: { refreshToken: signedIn.refreshToken } });
    }
  }

  /** @param account its id or e-mail address */
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

  /** @returns how many there were */
  async endSessions({ id }: AccountDetails): Promise<number> {
    const answer = await this.#client.DELETE('/api/admin/accounts/{id}/sessions', this.#of(id));
    return dataOf(`DELETE /api/admin/accounts/${id}/sessions`, answer).ended;
  }

  async disable({ id }: AccountDetails): Promise<AccountDetails> {
    const answer = await this.#client.POST('/api/admin/accounts/{id}/disable', this.#of(id));
    if (answer.error?.code === 'account_own') {
      throw new FairwayError('failed', `You cannot disable your own account at ${this.#url}.`, {
        cause: 'It might be the last one that can enable others.',
        hint: 'Let another administrator do it. There is none? A start of auth-service with another ADMIN_EMAIL (and ADMIN_PASSWORD) opens the account of one.',
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

  /** Of the administrator. Every other session ends. */
  async changePassword(newPassword: string): Promise<void> {
    const body = { currentPassword: this.#password, newPassword };
    dataOf('POST /api/auth/password', await this.#client.POST('/api/auth/password', { headers: this.#headers, body }));
  }

  #of(id: string) {
    return { headers: this.#headers, params: { path: { id } } };
  }
}
