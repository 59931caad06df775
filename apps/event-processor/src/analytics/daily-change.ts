/** What happened to an order, as far as it is counted. */
export type OrderFact = 'created' | 'processed' | 'cancelled';

export interface CountedOrder {
  readonly createdAt: string;
  readonly currency: string;
  readonly totalMinor: number;
}

/** What a batch of events adds to the figures of one day and currency. */
export interface DailyChange {
  /** UTC day of the orders' creation, `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
  orders: number;
  /** A bigint: a hundred totals may pass 2^53. */
  totalMinor: bigint;
}

/** One change per day and currency, however many orders: the figures are few rows that every order touches. */
export function dailyChanges(orders: readonly CountedOrder[]): DailyChange[] {
  const changes = new Map<string, DailyChange>();
  for (const { createdAt, currency, totalMinor } of orders) {
    // Times of events are ISO 8601 in UTC.
    const day = createdAt.slice(0, 10);
    const name = `${day} ${currency}`;
    const change = changes.get(name);
    if (change === undefined) {
      changes.set(name, { day, currency, orders: 1, totalMinor: BigInt(totalMinor) });
    } else {
      change.orders += 1;
      change.totalMinor += BigInt(totalMinor);
    }
  }
  return [...changes.values()];
}
