import type {
  CreateOrder,
  EventData,
  orderCancelled,
  orderCreated,
  OrderItem,
  orderProcessed,
  OrderStatus,
  orderUndeliverable,
  OrderView,
} from '@fairway/contracts';

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

/** Properties that only a change of status sets. */
export const laterNames = ['processedAt', 'cancelledAt', 'undeliverableAt'] as const satisfies readonly (keyof Order)[];

/**
 * The current price of one unit of a product, in the currency's minor unit; undefined when it cannot be ordered in that
 * currency.
 */
export type UnitPrice = (sku: string, currency: string) => number | undefined;

export type Placement =
  | { readonly kind: 'placed'; readonly order: Order }
  /** `places`: where in the request's items there is no price. */
  | { readonly kind: 'products-unknown'; readonly places: readonly number[] };

/** Creates an order at the current prices, which it keeps. */
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

/** The order as in its first answer, whatever has happened to it since. */
export function asPlaced(order: Omit<Order, 'status' | (typeof laterNames)[number]>): Order {
  return { ...order, status: 'pending', processedAt: null, cancelledAt: null, undeliverableAt: null };
}

/** The properties that all events about an order contain. */
export const factNames = [
  'id',
  'userId',
  'currency',
  'totalMinor',
  'createdAt',
] as const satisfies readonly (keyof Order)[];
type Facts = Pick<Order, (typeof factNames)[number]>;

/** A status that may change: the order is neither processed nor cancelled. */
export type OpenStatus = NonNullable<EventData<typeof orderCancelled>['previousStatus']>;

/** An order whose status has just changed. */
export interface ChangedOrder extends Facts {
  readonly previousStatus: OpenStatus;
}

/** All properties of a contract, including optional ones, so that the compiler reports a missing one. */
type AllOf<Contract> = { [Name in keyof Contract]-?: Contract[Name] };

/** The order as the public API shows it. */
export function viewOf(order: Order): AllOf<OrderView> {
  return {
    id: order.id,
    status: order.status,
    currency: order.currency,
    totalMinor: order.totalMinor,
    items: [...order.items],
    createdAt: order.createdAt.toISOString(),
  };
}

export function createdFacts(order: Order): AllOf<EventData<typeof orderCreated>> {
  return { ...factsOf(order), items: [...order.items] };
}

export function cancelledFacts(order: ChangedOrder, cancelledAt: Date): AllOf<EventData<typeof orderCancelled>> {
  return { ...factsOf(order), previousStatus: order.previousStatus, cancelledAt: cancelledAt.toISOString() };
}

export function processedFacts(order: ChangedOrder, processedAt: string): AllOf<EventData<typeof orderProcessed>> {
  return { ...factsOf(order), previousStatus: order.previousStatus, processedAt };
}

export function undeliverableFacts(order: Facts, undeliverableAt: string): AllOf<EventData<typeof orderUndeliverable>> {
  return { ...factsOf(order), undeliverableAt };
}

function factsOf(order: Facts) {
  return {
    orderId: order.id,
    userId: order.userId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    createdAt: order.createdAt.toISOString(),
  };
}
