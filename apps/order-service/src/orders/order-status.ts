import type { OrderStatus } from '@fairway/contracts';
import type { OpenStatus, Order } from './order.js';

/** The statuses from which an order may change to another. A processed or cancelled order never changes. */
export const changesFrom = {
  processed: ['pending', 'undeliverable'],
  cancelled: ['pending', 'undeliverable'],
  undeliverable: ['pending'],
} as const satisfies Record<Exclude<OrderStatus, 'pending'>, readonly OpenStatus[]>;

export type Cancellation =
  | {
      readonly kind: 'cancelled';
      readonly order: Order & { readonly cancelledAt: Date };
      readonly previousStatus: OpenStatus;
    }
  | { readonly kind: 'already-cancelled'; readonly order: Order }
  /** The partner has accepted it. */
  | { readonly kind: 'not-cancellable' };

export function cancelOrder(order: Order, now: Date): Cancellation {
  const { status: previousStatus } = order;
  if (previousStatus === 'cancelled') return { kind: 'already-cancelled', order };
  if (!isCancellable(previousStatus)) return { kind: 'not-cancellable' };
  return { kind: 'cancelled', order: { ...order, status: 'cancelled', cancelledAt: now }, previousStatus };
}

function isCancellable(status: OrderStatus): status is OpenStatus {
  const from: readonly OrderStatus[] = changesFrom.cancelled;
  return from.includes(status);
}
