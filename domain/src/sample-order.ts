import type { Credentials, NewOrder } from './public-api.js';
import { PublicApi } from './public-api.js';
import { until } from './until.js';

export const sampleEmail = 'sample@fairway.example';

export const sampleOrder: NewOrder = {
  currency: 'EUR',
  items: [
    { sku: 'kettle', quantity: 1 },
    { sku: 'tea', quantity: 2 },
  ],
};

const processedWithinMs = 15_000;
const notifiedWithinMs = 10_000;

/** Places one order as the sample account, waits until it has come through, and returns its id. */
export async function placeSampleOrder(gatewayUrl: string, account: Credentials, supervisorPid: number): Promise<string> {
  const api = new PublicApi(gatewayUrl);
  await api.register(account, 'Sample');
  const token = await api.login(account);
  const { id } = await api.createOrder(token, sampleOrder);
  await until(`order ${id} processed`, { supervisorPid, limitMs: processedWithinMs }, async () => (await api.getOrder(token, id)).status === 'processed');
  await until(`notification about order ${id}`, { supervisorPid, limitMs: notifiedWithinMs }, async () => (await api.getNotifications(token)).items.some(({ text }) => text.includes(id)));
  return id;
}
