import { z } from 'zod';
import { eventText } from '../text.js';
import { defineEvent } from '../events/event.js';

// Facts about the `order.created` webhook of an order. What they mean for the order is order-service's to say.
const deliveryFacts = {
  orderId: z.uuid(),
  /** Id of the event that the webhook tells of. */
  webhookId: z.uuid(),
};

/** The partner has accepted the webhook. */
export const deliveryAccepted = defineEvent({
  type: 'delivery.accepted',
  version: 1,
  data: z.object({ ...deliveryFacts, acceptedAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId }) => ({ orderId }),
});

/** The partner has not accepted the webhook within the time that it is sent again. It may be accepted later all the same. */
export const deliveryGivenUp = defineEvent({
  type: 'delivery.given-up',
  version: 1,
  data: z.object({
    ...deliveryFacts,
    givenUpAt: z.iso.datetime(),
    attempts: z.int(),
    /** A status or an error code; null when the webhook was never sent. */
    lastError: eventText().nullable(),
  }),
  key: (data) => data.orderId,
  logFields: ({ orderId }) => ({ orderId }),
});
