import type { AccountDetails, SessionView } from '@fairway/contracts';
import { FairwayError } from '../command-line/fairway-error.js';
import type { Credentials } from '../public-api/public-api.js';
import { bearer, dataOf } from '../public-api/public-api.js';
import { documentedClient } from '../public-api/documented-client.js';

/** The administration of accounts through the public door, in a session of its own. */
export class AdminApi {
  readonly #client;
  readonly #credentials: Credentials;
  readonly #headers;

  private constructor(client: ReturnType<typeof documentedClient>, credentials: Credentials, accessToken: string) {
    this.#client = client;
    this.#credentials = credentials;
    this.#headers = bearer(accessToken);
  }

  /** Logs in, does the work, and logs out: no session is left behind. */
  static async use<Result>(baseUrl: string, credentials: Credentials, work: (admin: AdminApi) => Promise<Result>): Promise<Result> {
    const client = documentedClient(baseUrl);
    const { accessToken, refreshToken } = dataOf('POST /api/auth/login', await client.POST('/api/auth/login', { body: { ...credentials } }));
    try {
      return await work(new AdminApi(client, credentials, accessToken));
    } finally {
      await client.POST('/api/auth/logout', { body: { refreshToken } });
    }
  }

  /** @param account its id or e-mail address */
  async find(account: string): Promise<AccountDetails> {
    const answer = account.includes('@')
      ? await this.#client.POST('/api/admin/accounts/by/email', { headers: this.#headers, body: { email: account } })
      : await this.#client.GET('/api/admin/accounts/{id}', this.#of(account));
    if (answer.error?.code === 'account_not_found') {
      throw new FairwayError('not_found', `There is no account ${account}.`, { hint: 'Check its id or e-mail address.' });
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
    return dataOf(`POST /api/admin/accounts/${id}/disable`, await this.#client.POST('/api/admin/accounts/{id}/disable', this.#of(id)));
  }

  async enable({ id }: AccountDetails): Promise<AccountDetails> {
    return dataOf(`POST /api/admin/accounts/${id}/enable`, await this.#client.POST('/api/admin/accounts/{id}/enable', this.#of(id)));
  }

  /** Of the administrator. Every other session ends. */
  async changePassword(newPassword: string): Promise<void> {
    const body = { currentPassword: this.#credentials.password, newPassword };
    dataOf('POST /api/auth/password', await this.#client.POST('/api/auth/password', { headers: this.#headers, body }));
  }

  #of(id: string) {
    return { headers: this.#headers, params: { path: { id } } };
  }
}
