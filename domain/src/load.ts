import type { Load } from '@fairway/catalog';
import { randomUUID } from 'node:crypto';
import type { DailyFigures } from '@fairway/contracts';
import type { NewOrder } from './orders-api.js';

const order: NewOrder = {
  currency: 'EUR',
  items: [
    { sku: 'tea', quantity: 2 },
    { sku: 'cup', quantity: 1 },
  ],
};

/** Orders, each counted when order-service has marked it processed. */
export const ordersLoad: Load = {
  path: '/api/orders',
  body: JSON.stringify(order),
  headers: () => ({ 'idempotency-key': randomUUID() }),
  async processed(metricsOf) {
    const metrics = await metricsOf('order-service');
    return Number(
      /^consumer_events_handled_total\{[^}]*type="delivery\.accepted"[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? 0,
    );
  },
  async outcome(getJson) {
    const { items } = (await getJson('/api/analytics/orders/daily')) as DailyFigures;
    const sum = (name: 'ordersCreated' | 'ordersProcessed') => items.reduce((total, day) => total + day[name], 0);
    return { processed: sum('ordersProcessed'), effects: sum('ordersCreated') };
  },
};
