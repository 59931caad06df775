/** A webhook as the handler stores it. */
export interface NewDelivery {
  /** The event's id, also used as `webhook-id`: the same for every attempt, so that the partner recognises repeats. */
  readonly id: string;
  readonly orderId: string;
  readonly eventType: string;
  readonly body: string;
  /** W3C trace context of the event. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A webhook that only this process may send until its lease expires. */
export interface ClaimedDelivery extends NewDelivery {
  /** Number of attempts so far. */
  readonly attempts: number;
  readonly dueAt: Date;
}

/** The outcome of an attempt: accepted, or a failure. */
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
