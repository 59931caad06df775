import { randomUUID } from 'node:crypto';
import type { OrderView } from '@fairway/contracts';
import { untilNoneLeft } from '@fairway/testkit';
import { LocalPlatform } from '../../cli/test/local-platform.js';
import { type NewOrder, OrdersApi } from '../src/orders-api.js';
import { openWork } from './open-work.js';

interface ReceivedWebhook {
  readonly webhookId: string;
  readonly orderId: string | null;
  readonly type: string;
  readonly deliveries: number;
}

interface Figures {
  readonly created: number;
  readonly processed: number;
  readonly cancelled: number;
  readonly revenueMinor: bigint;
}

export const tea: NewOrder = { currency: 'EUR', items: [{ sku: 'tea', quantity: 2 }] };

/** A whole platform for one test file, with the queries about orders that tests need. */
export class OrderPlatform extends LocalPlatform {
  /** An answer that the OpenAPI document lacks fails the test. */
  get orders(): OrdersApi {
    return new OrdersApi(this.api);
  }

  place(token: string, key: string = randomUUID()): Promise<Response> {
    return this.request('POST', '/api/orders', { token, body: tea, headers: { 'idempotency-key': key } });
  }

  async order(token: string, id: string): Promise<OrderView> {
    return this.orders.get(token, id);
  }

  /**
   * Figures of all orders in EUR, on any day, because a test may run over midnight. Waits until every order is counted:
   * an order is processed before the figures include it, and would otherwise be counted between two readings.
   */
  async figures(adminToken: string): Promise<Figures> {
    await untilNoneLeft('work', () => openWork(this));
    const { items } = await this.orders.dailyFigures(adminToken);
    const days = items.filter(({ currency }) => currency === 'EUR');
    const sum = (name: 'ordersCreated' | 'ordersProcessed' | 'ordersCancelled') =>
      days.reduce((total, day) => total + day[name], 0);
    return {
      created: sum('ordersCreated'),
      processed: sum('ordersProcessed'),
      cancelled: sum('ordersCancelled'),
      revenueMinor: days.reduce((total, day) => total + BigInt(day.revenueMinor), 0n),
    };
  }

  /** What the partner has received about an order. */
  webhooks(orderId: string): Promise<ReceivedWebhook[]> {
    return this.#webhooks(`?orderId=${orderId}`);
  }

  /** Everything that the partner has received, in order of arrival. */
  allWebhooks(): Promise<ReceivedWebhook[]> {
    return this.#webhooks('');
  }

  async #webhooks(query: string): Promise<ReceivedWebhook[]> {
    const answer = await fetch(`${this.#partnerUrl}/webhooks${query}`);
    return ((await answer.json()) as { items: ReceivedWebhook[] }).items;
  }

  /** How the partner answers from now on. */
  async setPartnerBehaviour(behaviour: {
    status?: number | null;
    userId?: string | null;
    delayMs?: number;
  }): Promise<void> {
    const answer = await fetch(`${this.#partnerUrl}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
    if (!answer.ok) throw new Error(`The partner sandbox does not take this behaviour: ${await answer.text()}`);
  }

  get #partnerUrl(): string {
    return `http://127.0.0.1:${this.ports.standIns['partner-sandbox']}`;
  }
}
