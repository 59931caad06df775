/**
 * What the clients of a run were told. Each answer is certain: a request of unknown outcome was sent again until its
 * outcome was known.
 */
export interface History {
  /** User ids of the accounts that the run opened. */
  readonly accounts: readonly string[];
  readonly orders: readonly ToldOrder[];
  /** Events that were put on a topic by hand and that their consumer must refuse. */
  readonly poison: readonly { readonly eventId: string; readonly topic: string }[];
}

/** An order that was answered 201. */
export interface ToldOrder {
  /** Every id in the answers to its idempotency key; more than one is a violation. */
  readonly ids: readonly [string, ...string[]];
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly currency: string;
  readonly totalMinor: number;
  /** ISO 8601, as answered. The order counts under its UTC day. */
  readonly createdAt: string;
  /** `done`: the cancellation was answered 200; `refused`: 409. */
  readonly cancellation: 'not asked' | 'done' | 'refused';
  /** The fault of the platform when the order was placed; a hint where to look. */
  readonly placedDuring: string;
}

export interface StoredOrder {
  readonly id: string;
  readonly userId: string;
  readonly status: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly createdAt: string;
}

export interface TopicEvent {
  readonly topic: string;
  readonly id: string;
  readonly type: string;
  readonly key: string;
}

export interface DailyCount {
  readonly day: string;
  readonly currency: string;
  readonly ordersCreated: number;
  readonly ordersProcessed: number;
  readonly ordersCancelled: number;
  readonly ordersUndeliverable: number;
  readonly revenueMinor: bigint;
}

/** The content of every table and topic, of the partner and of the public API, when the platform is at rest. */
export interface PlatformFacts {
  readonly orders: readonly StoredOrder[];
  readonly idempotencyKeys: readonly { readonly userId: string; readonly key: string; readonly orderId: string }[];
  /** Rows of every outbox and `outbox_dead`; `cause` is that of a dead one. */
  readonly unpublished: readonly {
    readonly database: string;
    readonly eventId: string;
    readonly type: string;
    readonly cause: string | null;
  }[];
  /** The consumers of each event type, from the catalogue. */
  readonly consumersOf: ReadonlyMap<string, readonly string[]>;
  readonly inbox: readonly { readonly consumer: string; readonly eventId: string; readonly type: string }[];
  /**
   * Events of all topics except dead letters, by partition and offset: those of one key in order, including repeats.
   */
  readonly events: readonly TopicEvent[];
  readonly letters: readonly {
    readonly topic: string;
    readonly eventId: string;
    readonly consumer: string;
    readonly cause: string;
  }[];
  readonly deliveries: readonly {
    readonly id: string;
    readonly orderId: string;
    readonly type: string;
    readonly state: string;
  }[];
  /** The webhooks that the partner accepted, each webhook-id once, in order of arrival. */
  readonly webhooks: readonly { readonly webhookId: string; readonly orderId: string | null; readonly type: string }[];
  readonly notifications: readonly {
    readonly id: string;
    readonly userId: string;
    readonly template: string;
    readonly orderId: string | null;
  }[];
  /** How much each day's figures grew in the run. */
  readonly figures: readonly DailyCount[];
  /** The orders that each account sees through the public API. */
  readonly listed: readonly { readonly userId: string; readonly orderIds: readonly string[] }[];
  /** Answers to accounts that requested another account's order. */
  readonly strangers: readonly { readonly userId: string; readonly orderId: string; readonly status: number }[];
}
