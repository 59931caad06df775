import type { EventData, orderCancelled, orderCreated } from '@fairway/contracts';

/** The order as sent to the partner: without the items, so that a body stays far below 20 kB. */
interface WebhookOrder {
  readonly orderId: string;
  readonly userId: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly createdAt: string;
  readonly cancelledAt?: string;
}

type OrderEvent =
  | { readonly type: string; readonly time: string; readonly data: EventData<typeof orderCreated> }
  | { readonly type: string; readonly time: string; readonly data: EventData<typeof orderCancelled> };

/** Body of the webhook of an order event, in the form that Standard Webhooks recommends. */
export function webhookBody({ type, time, data }: OrderEvent): string {
  const { orderId, userId, currency, totalMinor, createdAt } = data;
  const order: WebhookOrder = {
    orderId,
    userId,
    currency,
    totalMinor,
    createdAt,
    ...('cancelledAt' in data ? { cancelledAt: data.cancelledAt } : {}),
  };
  return JSON.stringify({ type, timestamp: time, data: order });
}
