import { z } from 'zod';
import { orderItemSchema } from '../http/orders.js';
import { amountMinorSchema, currencySchema } from '../money.js';
import { defineEvent } from './event.js';

const orderFacts = {
  orderId: z.uuid(),
  userId: z.uuid(),
  currency: currencySchema,
  totalMinor: amountMinorSchema,
  createdAt: z.iso.datetime(),
};

export const orderCreated = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ ...orderFacts, items: z.array(orderItemSchema) }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

export const orderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.object({ ...orderFacts, cancelledAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});

/** The partner has accepted the order. */
export const orderProcessed = defineEvent({
  type: 'order.processed',
  version: 1,
  data: z.object({ ...orderFacts, processedAt: z.iso.datetime() }),
  key: (data) => data.orderId,
  logFields: ({ orderId, userId }) => ({ orderId, userId }),
});
