import { z } from 'zod';
import { amountMinorSchema, currencyInUseSchema, currencySchema } from '../money.js';
import { opaqueText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';
import { skuSchema, unitPriceMinorSchema } from './products.js';

/** The states of an order. */
export const orderStatusSchema = z
  .enum(['pending', 'processed', 'cancelled', 'undeliverable'])
  .describe(
    '`pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be notified for too long: it may still be processed or cancelled.',
  );
export type OrderStatus = z.infer<typeof orderStatusSchema>;

const quantitySchema = z.int().min(1).max(10_000).describe('Ordered quantity.');

/** An item as it was ordered, at the price of that time. */
export const orderItemSchema = z.object({
  // An order keeps texts that were allowed when it was placed.
  sku: z.string().describe('SKU of the product, as ordered.'),
  quantity: quantitySchema,
  unitPriceMinor: unitPriceMinorSchema.describe(
    'Price of one unit when the order was placed, in the minor unit of the currency (cents).',
  ),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

/** Without prices: the server sets them. */
export const createOrderSchema = z.strictObject({
  currency: currencyInUseSchema,
  items: z
    .array(z.strictObject({ sku: skuSchema, quantity: quantitySchema }))
    .min(1)
    .max(100)
    .describe('Ordered items.'),
});
export type CreateOrder = z.infer<typeof createOrderSchema>;

/** An order as the API returns it. */
export const orderSchema = z.object({
  id: z.uuid().describe('Id of the order.'),
  status: orderStatusSchema,
  currency: currencySchema,
  totalMinor: amountMinorSchema.describe('Sum of quantity times price, in the minor unit of the currency.'),
  items: z.array(orderItemSchema).describe('Ordered items.'),
  createdAt: z.iso.datetime().describe('Time at which the order was placed, in UTC.'),
});
export type OrderView = z.infer<typeof orderSchema>;

/** The path parameter of an order. */
export const orderIdParamsSchema = z.object({ id: z.uuid().describe('Id of the order.') });

/** The query of the list of orders. */
export const listOrdersQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('Maximum number of orders to return.'),
  cursor: opaqueText(200)
    .optional()
    .describe('The unchanged `nextCursor` of the previous page; absent for the first page.'),
});
export type ListOrdersQuery = z.infer<typeof listOrdersQuerySchema>;

/** One page of orders. */
export const orderPageSchema = z.object({
  items: z.array(orderSchema).describe('Newest first.'),
  nextCursor: z.string().nullable().describe('Cursor of the next page; null on the last one.'),
});
export type OrderPage = z.infer<typeof orderPageSchema>;
