/** One webhook as the partner stores it. */
export interface ReceivedWebhook {
  readonly webhookId: string;
  readonly type: string;
  /** Null for webhooks about something other than an order. */
  readonly orderId: string | null;
  /** ISO 8601, of the first delivery. */
  readonly receivedAt: string;
  deliveries: number;
}

/** The received webhooks, each id once; beyond `capacity` the oldest are forgotten. */
export class WebhookInbox {
  readonly #capacity: number;
  readonly #byId = new Map<string, ReceivedWebhook>();
  readonly #byOrder = new Map<string, ReceivedWebhook[]>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Returns false for a webhook that was received before. */
  receive(webhook: Omit<ReceivedWebhook, 'deliveries'>): boolean {
    const known = this.#byId.get(webhook.webhookId);
    if (known) {
      known.deliveries += 1;
      return false;
    }
    const received = { ...webhook, deliveries: 1 };
    this.#byId.set(received.webhookId, received);
    if (received.orderId !== null) this.#byOrder.set(received.orderId, [...this.ofOrder(received.orderId), received]);
    if (this.#byId.size > this.#capacity) this.#forgetOldest();
    return true;
  }

  /** In order of arrival, like `ofOrder`. */
  all(): readonly ReceivedWebhook[] {
    return [...this.#byId.values()];
  }

  ofOrder(orderId: string): readonly ReceivedWebhook[] {
    return this.#byOrder.get(orderId) ?? [];
  }

  #forgetOldest(): void {
    const [oldest] = this.#byId.values(); // a Map iterates in order of insertion
    if (!oldest) return;
    this.#byId.delete(oldest.webhookId);
    if (oldest.orderId === null) return;
    const left = this.ofOrder(oldest.orderId).filter((webhook) => webhook !== oldest);
    if (left.length > 0) this.#byOrder.set(oldest.orderId, left);
    else this.#byOrder.delete(oldest.orderId);
  }
}
