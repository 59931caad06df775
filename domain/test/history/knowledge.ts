import type { History, PlatformFacts, StoredOrder, ToldOrder } from './history.js';

/** A history and the facts, indexed for the checks. */
export interface Knowledge {
  readonly history: History;
  readonly facts: PlatformFacts;
  readonly told: ReadonlyMap<string, ToldOrder>;
  readonly stored: ReadonlyMap<string, StoredOrder>;
  /** The order in one line, with its id and what is known about it; begins a violation. */
  line(orderId: string): string;
}

export function knowledgeOf(history: History, facts: PlatformFacts): Knowledge {
  const told = new Map(history.orders.map((order) => [order.ids[0], order]));
  const stored = new Map(facts.orders.map((order) => [order.id, order]));
  return {
    history,
    facts,
    told,
    stored,
    line(orderId) {
      const order = told.get(orderId);
      const known =
        order === undefined
          ? 'nobody was told of it'
          : `${order.currency} ${order.totalMinor}, placed during "${order.placedDuring}", cancellation ${order.cancellation}`;
      return `${orderId} (${known}; stored as ${stored.get(orderId)?.status ?? 'nothing'})`;
    },
  };
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The first item of each key. */
export function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...groupBy(items, keyOf).values()].flatMap(([first]) => first ?? []);
}
