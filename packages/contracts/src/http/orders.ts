import { z } from 'zod';
import { amountMinorSchema, currencyInUseSchema, currencySchema } from '../money.js';
import { opaqueText, printableText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';

export const orderStatusSchema = z
  .enum(['pending', 'processed', 'cancelled', 'undeliverable'])
  .describe(
    '`pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be told for too long: it may still be processed or cancelled.',
  );
export type OrderStatus = z.infer<typeof orderStatusSchema>;

// The bounds keep the largest possible total (100 x 10,000 x 10^9) below 2^53, so totals are exact numbers in JSON.
export const orderItemSchema = z.strictObject({
  sku: printableText(64),
  quantity: z.int().min(1).max(10_000).describe('How many of it.'),
  unitPriceMinor: amountMinorSchema.max(1_000_000_000).describe('Price of one, in the minor unit of the currency (cents).'),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

export const createOrderSchema = z.strictObject({
  currency: currencyInUseSchema,
  items: z.array(orderItemSchema).min(1).max(100).describe('What is ordered.'),
});
export type CreateOrder = z.infer<typeof createOrderSchema>;

export const orderSchema = z.object({
  id: z.uuid().describe('Of the order.'),
  status: orderStatusSchema,
  currency: currencySchema,
  totalMinor: amountMinorSchema.describe('Sum of quantity times price, in the minor unit of the currency.'),
  // An order keeps the texts that were allowed when it was placed.
  items: z.array(z.object({ ...orderItemSchema.shape, sku: z.string().describe('As it was given.') })).describe('What is ordered.'),
  createdAt: z.iso.datetime().describe('When it was placed, UTC.'),
});
export type OrderView = z.infer<typeof orderSchema>;

export const orderIdParamsSchema = z.object({ id: z.uuid().describe('Of the order.') });

export const listOrdersQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('How many orders to answer with at most.'),
  cursor: opaqueText(200).optional().describe('The `nextCursor` of the page before, as it was given; absent for the first page.'),
});
export type ListOrdersQuery = z.infer<typeof listOrdersQuerySchema>;

export const orderPageSchema = z.object({
  items: z.array(orderSchema).describe('Newest first.'),
  nextCursor: z.string().nullable().describe('For the next page; null on the last one.'),
});
export type OrderPage = z.infer<typeof orderPageSchema>;
