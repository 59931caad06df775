import type { LivePlatform } from '@fairway/catalog';
import { type NewOrder, OrdersApi } from './orders-api.js';

export const sampleOrder: NewOrder = {
  currency: 'EUR',
  items: [
    { sku: 'kettle', quantity: 1 },
    { sku: 'tea', quantity: 2 },
  ],
};

const processedWithinMs = 15_000;
const notifiedWithinMs = 10_000;

/** Places one order, waits until it has been processed, and returns its id. */
export async function placeSampleOrder(platform: LivePlatform, token: string): Promise<string> {
  const orders = new OrdersApi(platform.api);
  const { id } = await orders.create(token, sampleOrder);
  await platform.until(
    `order ${id} processed`,
    processedWithinMs,
    async () => (await orders.get(token, id)).status === 'processed',
  );
  await platform.until(`notification about order ${id}`, notifiedWithinMs, async () =>
    (await orders.notifications(token)).items.some(({ text }) => text.includes(id)),
  );
  return id;
}
