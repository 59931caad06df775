import type { CreateOrder, OrderItem, OrderStatus } from '@fairway/contracts';

export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  /** In the currency's minor unit. */
  readonly totalMinor: number;
  readonly items: readonly OrderItem[];
  readonly createdAt: Date;
  readonly processedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly undeliverableAt: Date | null;
}

/** A status that another may follow: the order is neither processed nor cancelled. */
export type OpenStatus = Extract<OrderStatus, 'pending' | 'undeliverable'>;

/** From which statuses an order may change to another. What is processed or cancelled stays so. */
export const changesFrom = {
  processed: ['pending', 'undeliverable'],
  cancelled: ['pending', 'undeliverable'],
  undeliverable: ['pending'],
} as const satisfies Record<Exclude<OrderStatus, 'pending'>, readonly OpenStatus[]>;

/** An order whose status has just changed. */
export interface ChangedOrder extends Pick<Order, 'id' | 'userId' | 'currency' | 'totalMinor' | 'createdAt'> {
  readonly previousStatus: OpenStatus;
}

export function placeOrder({ currency, items }: CreateOrder, facts: { id: string; userId: string; now: Date }): Order {
  return {
    id: facts.id,
    userId: facts.userId,
    status: 'pending',
    currency,
    totalMinor: items.reduce((total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor, 0),
    items,
    createdAt: facts.now,
    processedAt: null,
    cancelledAt: null,
    undeliverableAt: null,
  };
}

/** Whether the account may still cancel the order; not when the partner has accepted it or it is cancelled already. */
export function isCancellable(order: Order): order is Order & { status: OpenStatus } {
  const from: readonly OrderStatus[] = changesFrom.cancelled;
  return from.includes(order.status);
}
