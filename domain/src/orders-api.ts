import type { DocumentedApi } from '@fairway/catalog';
import type { DailyFigures, NotificationList, OrderView, PublicPaths } from '@fairway/contracts';
import { randomUUID } from 'node:crypto';

export type NewOrder = PublicPaths['/api/orders']['post']['requestBody']['content']['application/json'];

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The part of the public API that one order needs. */
export class OrdersApi {
  readonly #api: DocumentedApi;

  constructor(api: DocumentedApi) {
    this.#api = api;
  }

  async create(token: string, order: NewOrder, idempotencyKey: string = randomUUID()): Promise<OrderView> {
    const params = { header: { 'Idempotency-Key': idempotencyKey } };
    const answer = await this.#api.client.POST('/api/orders', { headers: bearer(token), params, body: order });
    return this.#api.dataOf('POST /api/orders', answer);
  }

  async get(token: string, id: string): Promise<OrderView> {
    const answer = await this.#api.client.GET('/api/orders/{id}', { headers: bearer(token), params: { path: { id } } });
    return this.#api.dataOf(`GET /api/orders/${id}`, answer);
  }

  async notifications(token: string, limit?: number): Promise<NotificationList> {
    const params = { query: limit === undefined ? {} : { limit } };
    const answer = await this.#api.client.GET('/api/notifications', { headers: bearer(token), params });
    return this.#api.dataOf('GET /api/notifications', answer);
  }

  async dailyFigures(adminToken: string, query: { from?: string; to?: string } = {}): Promise<DailyFigures> {
    const answer = await this.#api.client.GET('/api/analytics/orders/daily', {
      headers: bearer(adminToken),
      params: { query },
    });
    return this.#api.dataOf('GET /api/analytics/orders/daily', answer);
  }
}
