import { z } from 'zod';
import { orderItemSchema } from './orders.js';
import { amountMinorSchema, currencySchema } from '../money.js';
import { eventText } from '../text.js';
import { defineEvent } from '../events/event.js';

const orderFacts = {
  orderId: z.uuid(),
  userId: z.uuid(),
  currency: currencySchema,
  totalMinor: amountMinorSchema,
  createdAt: z.iso.datetime(),
};

// Open, unlike the item of a request: a consumer of today must be able to read an item with a property more.
// Its text is read as it is, too: the order was taken when requests had other rules. To those who write, the schema tells
// what it always told.
const sku = eventText().meta({ minLength: 1, maxLength: 64, pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]*$` });
const orderedItemSchema = z.object({ ...orderItemSchema.shape, sku });

export const orderCreated = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ ...orderFacts, items: z.array(orderedItemSchema) }),
  key: (data) => data.orderId,
  // An order is created once: `./fairway orders republish` repeats the event without a second effect.
  id: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

// Whoever counts orders by status has to take the order out of the status it had. Absent: pending.
const change = { ...orderFacts, previousStatus: z.enum(['pending', 'undeliverable']).optional() };

export const orderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.object({ ...change, cancelledAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

/** The partner has accepted the order. */
export const orderProcessed = defineEvent({
  type: 'order.processed',
  version: 1,
  data: z.object({ ...change, processedAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

/** The partner could not be told of the order. An operator can have it sent again, the user can cancel it. */
export const orderUndeliverable = defineEvent({
  type: 'order.undeliverable',
  version: 1,
  data: z.object({ ...orderFacts, undeliverableAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});
