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

/** What one of a product costs now, in the currency's minor unit; undefined when it cannot be ordered in that currency. */
export type UnitPrice = (sku: string, currency: string) => number | undefined;

export type Placement =
  | { readonly kind: 'placed'; readonly order: Order }
  /** `places`: where in the request's items there is no price. */
  | { readonly kind: 'products-unknown'; readonly places: readonly number[] };

/** An order at the prices of now, which it keeps. */
export function placeOrder(
  { currency, items: requested }: CreateOrder,
  unitPrice: UnitPrice,
  { id, userId, now }: { id: string; userId: string; now: Date },
): Placement {
  const items: OrderItem[] = [];
  const places: number[] = [];
  let totalMinor = 0;
  for (const [place, { sku, quantity }] of requested.entries()) {
    const unitPriceMinor = unitPrice(sku, currency);
    if (unitPriceMinor === undefined) {
      places.push(place);
      continue;
    }
    items.push({ sku, quantity, unitPriceMinor });
    totalMinor += quantity * unitPriceMinor;
  }
  if (places.length > 0) return { kind: 'products-unknown', places };
  return { kind: 'placed', order: asPlaced({ id, userId, currency, totalMinor, items, createdAt: now }) };
}

/** The order as its first answer showed it, whatever became of it since. */
export function asPlaced(order: Omit<Order, 'status' | 'processedAt' | 'cancelledAt' | 'undeliverableAt'>): Order {
  return { ...order, status: 'pending', processedAt: null, cancelledAt: null, undeliverableAt: null };
}

export type Cancellation =
  | { readonly kind: 'cancelled'; readonly order: Order & { readonly cancelledAt: Date }; readonly previousStatus: OpenStatus }
  | { readonly kind: 'already-cancelled'; readonly order: Order }
  /** The partner has accepted it. */
  | { readonly kind: 'not-cancellable' };

export function cancelOrder(order: Order, now: Date): Cancellation {
  const { status: previousStatus } = order;
  if (previousStatus === 'cancelled') return { kind: 'already-cancelled', order };
  if (!isOpen(previousStatus)) return { kind: 'not-cancellable' };
  return { kind: 'cancelled', order: { ...order, status: 'cancelled', cancelledAt: now }, previousStatus };
}

function isOpen(status: OrderStatus): status is OpenStatus {
  const from: readonly OrderStatus[] = changesFrom.cancelled;
  return from.includes(status);
}
