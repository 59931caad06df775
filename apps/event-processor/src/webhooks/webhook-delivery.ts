/** A webhook as the handler writes it down. */
export interface NewDelivery {
  /** The event's id, which is also the `webhook-id`: the same for every try, so the partner can tell repeats. */
  readonly id: string;
  readonly orderId: string;
  readonly eventType: string;
  readonly body: string;
  /** W3C trace context of the event. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A webhook that this process may send now, and nobody else for as long as its lease lasts. */
export interface ClaimedDelivery extends NewDelivery {
  /** Tries so far. */
  readonly attempts: number;
  readonly dueAt: Date;
}

/** What came of a try: accepted, or a failure. */
export interface DeliveryOutcome {
  readonly id: string;
  readonly failure?: {
    /** A status or an error code, never a body. */
    readonly error: string;
    readonly retryInMs: number;
  };
}

export interface GivenUpDelivery extends Omit<NewDelivery, 'body'> {
  readonly attempts: number;
  readonly lastError: string | null;
  readonly givenUpAt: Date;
}
