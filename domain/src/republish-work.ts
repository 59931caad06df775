import type { CommandWork, SqlSession } from '@fairway/catalog';

interface RepublishedOrder {
  readonly orderId: string;
  readonly createdAt: Date;
}

/** Exports of order-service, which owns the table. */
interface OrderService {
  republishOrders(
    transaction: SqlSession,
    options: { olderThanMs: number; limit: number; dryRun: boolean },
  ): Promise<RepublishedOrder[]>;
}

interface Republished {
  readonly dryRun: boolean;
  readonly orders: readonly RepublishedOrder[];
}

export const republishWork: CommandWork = {
  async run({ olderThan, limit, dryRun: dry }, tools): Promise<Republished> {
    const options = { olderThanMs: Number(olderThan), limit: Number(limit), dryRun: dry === true };
    const { republishOrders } = await tools.serviceModule<OrderService>('order-service', 'republish-orders');
    if (republishOrders === undefined)
      throw new Error('apps/order-service/src/republish-orders.ts exports no republishOrders.');
    let ended: ReturnType<typeof tools.audit> | undefined;
    const orders = await tools.inTransaction('orders', async (transaction) => {
      const chosen = await republishOrders(transaction, options);
      if (!options.dryRun && chosen.length > 0)
        ended = tools.audit({ ...options, orderIds: chosen.map(({ orderId }) => orderId) });
      return chosen;
    });
    ended?.({ published: orders.length });
    return { dryRun: options.dryRun, orders };
  },

  render({ dryRun, orders }: Republished, style) {
    const [oldest] = orders;
    if (oldest === undefined) return '● no order has been pending for so long without its event in the outbox';
    const lines = orders.map(({ orderId, createdAt }) => `  ${orderId}  placed ${createdAt.toISOString()}`);
    const count = `${orders.length} ${orders.length === 1 ? 'order' : 'orders'}`;
    const summary = dryRun
      ? `● would publish the events of ${count} again`
      : `${style.green('✓')} publishes the events of ${count} again`;
    const next = dryRun ? 'the same without --dry-run' : `./fairway journey ${oldest.orderId}`;
    return [summary, ...lines, `next: ${next}`].join('\n');
  },
};
