import type { Answer, DocumentedApi } from '@fairway/catalog';
import type { ProfileView } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { documentedClient } from './documented-client.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The public API of the platform: its accounts, and the typed client for the rest. */
export class PublicApi implements DocumentedApi {
  readonly client;
  readonly dataOf = dataOf;

  constructor(baseUrl: string) {
    this.client = documentedClient(baseUrl);
  }

  /** @returns true if the account is new; an existing one is left unchanged */
  async register({ email, password }: Credentials, name: string): Promise<boolean> {
    const answer = await this.client.POST('/api/auth/register', { body: { email, password, name } });
    if (answer.error?.code === 'email_taken') return false;
    dataOf('POST /api/auth/register', answer);
    return true;
  }

  /** @returns an access token */
  async login({ email, password }: Credentials): Promise<string> {
    return dataOf('POST /api/auth/login', await this.client.POST('/api/auth/login', { body: { email, password } }))
      .accessToken;
  }

  /** Undefined until user-service has processed the registration. */
  async getProfile(token: string): Promise<ProfileView | undefined> {
    const answer = await this.client.GET('/api/users/me', { headers: bearer(token) });
    return answer.error?.code === 'profile_not_found' ? undefined : dataOf('GET /api/users/me', answer);
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/**
 * @param what the request, for the message
 * @throws FairwayError when the answer is a problem
 */
export function dataOf<Data>(what: string, { data, error, response }: Answer<Data>): Data {
  if (error === undefined) return data as Data;
  throw new FairwayError('failed', `${what} answered ${response.status} (${error.code}).`, {
    cause: causeOf(error),
    hint: hintFor(error.code, response.status),
  });
}

/** What to do, and what is wrong with each value. */
function causeOf({ detail, errors = [] }: NonNullable<Answer<unknown>['error']>): string | undefined {
  const lines = [...(detail === undefined ? [] : [detail]), ...errors.map((each) => `${each.pointer}: ${each.detail}`)];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** A service logs its failures, but not the requests that it refuses. */
function hintFor(code: string, status: number): string {
  if (code === 'role_missing')
    return 'Sign in as an administrator: set FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD.';
  if (status < 500) return 'Correct this, then run the command again.';
  return 'Check `./fairway logs api-gateway`, and the logs of the service behind it.';
}
