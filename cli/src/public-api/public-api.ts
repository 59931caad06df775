import type { DailyFigures, NotificationList, OrderView, ProfileView } from '@fairway/contracts';
import { randomUUID } from 'node:crypto';
import { FairwayError } from '../command-line/fairway-error.js';
import { documentedClient } from './documented-client.js';
import type { paths } from './openapi.generated.js';

export type NewOrder = paths['/api/orders']['post']['requestBody']['content']['application/json'];

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** An answer of the typed client. */
interface Answer<Data> {
  readonly data?: Data;
  readonly error?: { readonly code: string; readonly detail?: string };
  readonly response: Response;
}

/** The platform through its public door, as far as one order needs it. */
export class PublicApi {
  readonly client;

  constructor(baseUrl: string) {
    this.client = documentedClient(baseUrl);
  }

  /** @returns whether the account is new; one that exists is left as it is. */
  async register({ email, password }: Credentials, name: string): Promise<boolean> {
    const answer = await this.client.POST('/api/auth/register', { body: { email, password, name } });
    if (answer.error?.code === 'email_taken') return false;
    dataOf('POST /api/auth/register', answer);
    return true;
  }

  /** @returns an access token */
  async login({ email, password }: Credentials): Promise<string> {
    return dataOf('POST /api/auth/login', await this.client.POST('/api/auth/login', { body: { email, password } })).accessToken;
  }

  async createOrder(token: string, order: NewOrder, idempotencyKey: string = randomUUID()): Promise<OrderView> {
    const params = { header: { 'Idempotency-Key': idempotencyKey } };
    return dataOf('POST /api/orders', await this.client.POST('/api/orders', { headers: bearer(token), params, body: order }));
  }

  async getOrder(token: string, id: string): Promise<OrderView> {
    const params = { path: { id } };
    return dataOf(`GET /api/orders/${id}`, await this.client.GET('/api/orders/{id}', { headers: bearer(token), params }));
  }

  /** Undefined until the profile has followed the registration. */
  async getProfile(token: string): Promise<ProfileView | undefined> {
    const answer = await this.client.GET('/api/users/me', { headers: bearer(token) });
    return answer.error?.code === 'profile_not_found' ? undefined : dataOf('GET /api/users/me', answer);
  }

  async getNotifications(token: string, limit?: number): Promise<NotificationList> {
    const params = { query: limit === undefined ? {} : { limit } };
    return dataOf('GET /api/notifications', await this.client.GET('/api/notifications', { headers: bearer(token), params }));
  }

  async getDailyFigures(adminToken: string, query: { from?: string; to?: string } = {}): Promise<DailyFigures> {
    const answer = await this.client.GET('/api/analytics/orders/daily', { headers: bearer(adminToken), params: { query } });
    return dataOf('GET /api/analytics/orders/daily', answer);
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** @throws FairwayError when the answer is a problem; `what` was asked for */
export function dataOf<Data>(what: string, { data, error, response }: Answer<Data>): Data {
  if (error === undefined) return data as Data;
  throw new FairwayError('failed', `${what} answered ${response.status} (${error.code}).`, {
    cause: error.detail,
    hint: 'See `./fairway logs api-gateway`, and the logs of the service behind it.',
  });
}
