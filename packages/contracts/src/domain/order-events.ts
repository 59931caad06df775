import { z } from 'zod';
import { orderItemSchema } from './orders.js';
import { amountMinorSchema, currencySchema } from '../money.js';
import { eventText } from '../text.js';
import { defineEvent, idOfOnly } from '../events/event.js';

const orderFacts = {
  orderId: z.uuid().describe('Id of the order.'),
  userId: z.uuid().describe('Id of the account that placed it.'),
  currency: currencySchema,
  totalMinor: amountMinorSchema.describe('Sum of quantity times price, in the minor unit of the currency.'),
  createdAt: z.iso.datetime().describe('Time at which the order was placed, in UTC.'),
};

// Open, unlike the item of a request: a consumer of today must be able to read an item with an additional property. Its
// text is read leniently as well, because the order was accepted under the rules of its time. For writers the schema
// stays as strict as ever.
const sku = eventText().meta({
  description: 'SKU of the product, as ordered.',
  minLength: 1,
  maxLength: 64,
  pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]*$`,
});
const orderedItemSchema = z.object({ ...orderItemSchema.shape, sku });

/** An order was placed. */
export const orderCreated = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ ...orderFacts, items: z.array(orderedItemSchema).describe('Ordered items.') }),
  key: (data) => data.orderId,
  // Each of these events happens once to an order. With an id that follows from it, a repeat has no second effect: of
  // `./fairway orders republish`, or of an order-service whose database was restored to an earlier time.
  id: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

// A consumer that counts orders by status has to subtract the order from its previous status.
const change = {
  ...orderFacts,
  previousStatus: z
    .enum(['pending', 'undeliverable'])
    .optional()
    .describe('Status before the change; absent: `pending`.'),
};

/** The account has cancelled the order. */
export const orderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.object({ ...change, cancelledAt: z.iso.datetime().describe('Time of the cancellation, in UTC.') }),
  key: (data) => data.orderId,
  id: (data) => idOfOnly('order.cancelled', data.orderId),
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

/** The partner has accepted the order. */
export const orderProcessed = defineEvent({
  type: 'order.processed',
  version: 1,
  data: z.object({
    ...change,
    processedAt: z.iso.datetime().describe('Time at which the partner accepted it, in UTC.'),
  }),
  key: (data) => data.orderId,
  id: (data) => idOfOnly('order.processed', data.orderId),
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

/** The partner could not be told of the order. An operator can have it sent again; the user can cancel it. */
export const orderUndeliverable = defineEvent({
  type: 'order.undeliverable',
  version: 1,
  data: z.object({
    ...orderFacts,
    undeliverableAt: z.iso.datetime().describe('Time at which the retries ended, in UTC.'),
  }),
  key: (data) => data.orderId,
  id: (data) => idOfOnly('order.undeliverable', data.orderId),
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});
