import type { LivePlatform, SmokeRun } from '@fairway/catalog';
import { OrdersApi } from './orders-api.js';
import { sampleOrder } from './sample-order.js';

const hopMs = 10_000;

/** Sends one order through the whole platform and checks each hop that can be seen from where it runs. */
export async function smokeTest(platform: LivePlatform, { token, adminToken, step, made }: SmokeRun): Promise<void> {
  const orders = new OrdersApi(platform.api);
  const before = adminToken === undefined ? 0 : await step('analytics before', () => figure(orders, adminToken));
  const { id, totalMinor } = await step('order', async () => {
    const order = await orders.create(token, sampleOrder);
    return [order, `201, ${order.id}`];
  });
  made(id);
  await step('processed', async () => {
    await platform.until('order processed', hopMs, async () => (await orders.get(token, id)).status === 'processed');
    return [undefined, 'status processed'];
  });
  if (adminToken !== undefined) {
    await step('analytics', async () => {
      const counted = async () => {
        const count = await ordersToday(orders, adminToken);
        return count > before && count;
      };
      const count = await platform.until('order counted', hopMs, counted);
      return [undefined, `${count} orders today in ${sampleOrder.currency}, was ${before}, total ${totalMinor} added`];
    });
    await step('webhook', async () => [undefined, await webhookSeen(platform, id)]);
  }
  await step('notification', async () => {
    await platform.until('notification', hopMs, async () =>
      (await orders.notifications(token)).items.some(({ text }) => text.includes(id)),
    );
    return [undefined, 'order-processed delivered'];
  });
}

async function figure(orders: OrdersApi, adminToken: string): Promise<readonly [number, string]> {
  const count = await ordersToday(orders, adminToken);
  return [count, `${count} orders today in ${sampleOrder.currency}`];
}

async function ordersToday(orders: OrdersApi, adminToken: string): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const { items } = await orders.dailyFigures(adminToken);
  return items.find(({ day, currency }) => day === today && currency === sampleOrder.currency)?.ordersCreated ?? 0;
}

/** The sandbox lists only webhooks whose signature it has verified. */
async function webhookSeen(platform: LivePlatform, orderId: string): Promise<string> {
  const items = await platform.until('webhook at the partner', hopMs, async () => {
    const { items: seen = [] } = (await platform.getJson(
      `${platform.standInUrl('partner-sandbox')}/webhooks?orderId=${orderId}`,
    )) as { items?: { type: string }[] };
    return seen.length > 0 && seen;
  });
  if (items.length > 1)
    throw platform.failure(`The partner has ${items.length} webhooks of one order.`, 'Compare their webhook-id.');
  return `${items.map(({ type }) => type).join(', ')} verified by the partner, once`;
}
