import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { audit } from '../dead-letters/audit.js';
import { requireRunning } from '../instance/find-running.js';
import { findInstance } from '../instance/instance.js';
import { ensureSecrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import { type RepublishedOrder, type RepublishOptions, republishOrders } from '../orders/republish-orders.js';
import { databaseUrl } from '../supervisor/service-environment.js';

export interface OrdersRepublishResult {
  readonly instance: string;
  readonly dryRun: boolean;
  readonly orders: readonly RepublishedOrder[];
}

export const ordersRepublish: Command<{ instance: string } & RepublishOptions, OrdersRepublishResult> = {
  async run({ instance: name, ...options }, { root }) {
    const instance = findInstance(root, name);
    const { ports } = requireRunning(instance);
    const url = databaseUrl('orders', ports, ensureSecrets(instance));
    const orders = await explainServerErrors(() => republishOrders(url, options));
    if (!options.dryRun && orders.length > 0) {
      audit(instance, 'orders republish', { ...options, orderIds: orders.map(({ orderId }) => orderId) });
    }
    return { instance: instance.name, dryRun: options.dryRun, orders };
  },

  render({ dryRun, orders }, style) {
    const [oldest] = orders;
    if (oldest === undefined) return '● no order has been pending for so long without its event in the outbox';
    const lines = orders.map(({ orderId, createdAt }) => `  ${orderId}  placed ${createdAt.toISOString()}`);
    const summary = dryRun
      ? `● would publish the events of ${counted(orders.length, 'order')} again`
      : `${style.green('✓')} publishes the events of ${counted(orders.length, 'order')} again`;
    const next = dryRun ? 'the same without --dry-run' : `./fairway journey ${oldest.orderId}`;
    return [summary, ...lines, `next: ${next}`].join('\n');
  },
};
