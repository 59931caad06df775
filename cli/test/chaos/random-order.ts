import type { CreateOrder } from '@fairway/contracts';
import type { SeededRandom } from '@fairway/testkit';

/**
 * An order whose total is random over some 40 bits: the sum over many tells which of them it holds, so that one counted
 * twice cannot hide another that was missed. Some orders are as large as the API allows.
 */
export function randomOrder(random: SeededRandom): CreateOrder {
  const items = Array.from({ length: random.chance(0.03) ? 100 : random.integer(1, 3) }, () => ({
    sku: `sku-${random.integer(1, 1_000)}`.padEnd(random.chance(0.1) ? 64 : 1, '-'),
    quantity: random.integer(1, 1_000),
    unitPriceMinor: random.integer(1, 1_000_000_000),
  }));
  return { currency: random.pick(['EUR', 'USD', 'JPY']), items };
}
