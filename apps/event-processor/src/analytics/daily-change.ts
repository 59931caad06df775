import type { EventData, orderCancelled } from '@fairway/contracts';

/** What became of an order. */
export type OrderFact = 'created' | 'processed' | 'cancelled' | 'undeliverable';

/** `previousStatus` is that of an order that changes; one that was counted as undeliverable has `undeliverable`. */
export type CountedOrder = Pick<
  EventData<typeof orderCancelled>,
  'createdAt' | 'currency' | 'totalMinor' | 'previousStatus'
>;

/** What a batch of events adds to the figures of one day and currency. */
export interface DailyChange {
  /** UTC day of the orders' creation, `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
  created: number;
  processed: number;
  cancelled: number;
  /** Below 0 when more orders leave the status than take it. */
  undeliverable: number;
  /** A bigint: a hundred totals may pass 2^53. */
  revenueMinor: bigint;
}

/** One change per day and currency, however many orders: the figures are few rows that every order touches. */
export function dailyChanges(fact: OrderFact, orders: readonly CountedOrder[]): DailyChange[] {
  const changes = new Map<string, DailyChange>();
  for (const { createdAt, currency, totalMinor, previousStatus } of orders) {
    // Times of events are ISO 8601 in UTC.
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
