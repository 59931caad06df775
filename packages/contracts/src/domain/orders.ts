import { z } from 'zod';
import { amountMinorSchema, currencyInUseSchema, currencySchema } from '../money.js';
import { opaqueText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';
import { skuSchema, unitPriceMinorSchema } from './products.js';

export const orderStatusSchema = z
  .enum(['pending', 'processed', 'cancelled', 'undeliverable'])
  .describe(
    '`pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be told for too long: it may still be processed or cancelled.',
  );
export type OrderStatus = z.infer<typeof orderStatusSchema>;

const quantitySchema = z.int().min(1).max(10_000).describe('How many of it.');

/** As it was ordered, at the price of that time. */
export const orderItemSchema = z.object({
  // An order keeps the texts that were allowed when it was placed.
  sku: z.string().describe('As it was given.'),
  quantity: quantitySchema,
  unitPriceMinor: unitPriceMinorSchema.describe(
    'Price of one when the order was placed, in the minor unit of the currency (cents).',
  ),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

// Without prices: those are ours to set.
export const createOrderSchema = z.strictObject({
  currency: currencyInUseSchema,
  items: z
    .array(z.strictObject({ sku: skuSchema, quantity: quantitySchema }))
    .min(1)
    .max(100)
    .describe('What is ordered.'),
});
export type CreateOrder = z.infer<typeof createOrderSchema>;

export const orderSchema = z.object({
  id: z.uuid().describe('Of the order.'),
  status: orderStatusSchema,
  currency: currencySchema,
  totalMinor: amountMinorSchema.describe('Sum of quantity times price, in the minor unit of the currency.'),
  items: z.array(orderItemSchema).describe('What is ordered.'),
  createdAt: z.iso.datetime().describe('When it was placed, UTC.'),
});
export type OrderView = z.infer<typeof orderSchema>;

export const orderIdParamsSchema = z.object({ id: z.uuid().describe('Of the order.') });

export const listOrdersQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('How many orders to answer with at most.'),
  cursor: opaqueText(200)
    .optional()
    .describe('The `nextCursor` of the page before, as it was given; absent for the first page.'),
});
export type ListOrdersQuery = z.infer<typeof listOrdersQuerySchema>;

export const orderPageSchema = z.object({
  items: z.array(orderSchema).describe('Newest first.'),
  nextCursor: z.string().nullable().describe('For the next page; null on the last one.'),
});
export type OrderPage = z.infer<typeof orderPageSchema>;
