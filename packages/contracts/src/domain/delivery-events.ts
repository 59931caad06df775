import { z } from 'zod';
import { eventText } from '../text.js';
import { defineEvent, idOfOnly } from '../events/event.js';

// Facts about the `order.created` webhook of an order. order-service decides what they mean for the order.
const deliveryFacts = {
  orderId: z.uuid().describe('Id of the order.'),
  webhookId: z.uuid().describe('Id of the event that the webhook delivers.'),
};

/** The partner has accepted the webhook. */
export const deliveryAccepted = defineEvent({
  type: 'delivery.accepted',
  version: 1,
  data: z.object({
    ...deliveryFacts,
    acceptedAt: z.iso.datetime().describe('Time at which the partner accepted it, in UTC.'),
  }),
  key: (data) => data.orderId,
  // Once per webhook, also for a sender whose database was restored to an earlier time.
  id: (data) => idOfOnly('delivery.accepted', data.webhookId),
  logFields: ({ orderId }) => ({ orderId }),
});

/** The partner has not accepted the webhook within the retry period. It may still accept it later. */
export const deliveryGivenUp = defineEvent({
  type: 'delivery.given-up',
  version: 1,
  data: z.object({
    ...deliveryFacts,
    givenUpAt: z.iso.datetime().describe('Time at which the retries ended, in UTC.'),
    attempts: z.int().describe('Number of attempts.'),
    lastError: eventText().nullable().describe('Status or error code of the last attempt; null when there was none.'),
  }),
  key: (data) => data.orderId,
  logFields: ({ orderId }) => ({ orderId }),
});
