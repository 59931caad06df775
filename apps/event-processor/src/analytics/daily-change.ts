import type { EventData, orderCancelled } from '@fairway/contracts';

/** What happened to an order. */
export type OrderFact = 'created' | 'processed' | 'cancelled' | 'undeliverable';

/** `previousStatus` is the status before a change; an order that was counted as undeliverable has `undeliverable`. */
export type CountedOrder = Pick<
  EventData<typeof orderCancelled>,
  'createdAt' | 'currency' | 'totalMinor' | 'previousStatus'
>;

/** What a batch of events adds to the figures of one day and currency. */
export interface DailyChange {
  /** UTC day on which the orders were created, `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
  created: number;
  processed: number;
  cancelled: number;
  /** Negative when more orders leave the status than enter it. */
  undeliverable: number;
  /** A bigint: a hundred totals may exceed 2^53. */
  revenueMinor: bigint;
}

/** One change per day and currency, however many orders: all orders update a few rows. */
export function dailyChanges(fact: OrderFact, orders: readonly CountedOrder[]): DailyChange[] {
  const changes = new Map<string, DailyChange>();
  for (const { createdAt, currency, totalMinor, previousStatus } of orders) {
    // Event times are ISO 8601 in UTC.
    const day = createdAt.slice(0, 10);
    const name = `${day} ${currency}`;
    const change = changes.get(name) ?? noChange(day, currency);
    change[fact] += 1;
    if (previousStatus === 'undeliverable') change.undeliverable -= 1;
    if (fact === 'created') change.revenueMinor += BigInt(totalMinor);
    changes.set(name, change);
  }
  return [...changes.values()];
}

function noChange(day: string, currency: string): DailyChange {
  return { day, currency, created: 0, processed: 0, cancelled: 0, undeliverable: 0, revenueMinor: 0n };
}
