import type { CreateOrder } from '@fairway/contracts';
import type { SeededRandom } from '@fairway/testkit';
import type { OrderPlatform } from '../order-platform.js';

const currencies = ['EUR', 'USD', 'JPY'];

/** Creates products with random prices, up to the highest that the API allows, and returns their SKUs. */
export async function offerProducts(platform: OrderPlatform, random: SeededRandom): Promise<string[]> {
  const token = await platform.signInAsAdmin();
  const skus = Array.from({ length: 30 }, (_, index) => `sku-${index}`.padEnd(random.chance(0.1) ? 64 : 1, '-'));
  for (const sku of skus) {
    const prices = Object.fromEntries(currencies.map((currency) => [currency, random.integer(1, 1_000_000_000)]));
    const { status } = await platform.request('PUT', `/api/products/${sku}`, { token, body: { name: sku, prices } });
    if (status !== 200) throw new Error(`PUT /api/products/${sku} answered ${status}.`);
  }
  return skus;
}

/**
 * An order whose total is random over some 40 bits: the sum over many shows which of them it contains, so that one
 * counted twice cannot hide another that was missed. Some orders are as large as the API allows.
 */
export function randomOrder(random: SeededRandom, skus: readonly string[]): CreateOrder {
  const items = Array.from({ length: random.chance(0.03) ? 100 : random.integer(2, 4) }, () => ({
    sku: random.pick(skus),
    quantity: random.integer(1, 10_000),
  }));
  return { currency: random.pick(currencies), items };
}
