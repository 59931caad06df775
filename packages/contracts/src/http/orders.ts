import { z } from 'zod';
import { amountMinorSchema, currencySchema } from '../money.js';
import { opaqueText, printableText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';

/**
 * `pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`). When the partner
 * cannot be told for too long, it is `undeliverable`; it may still be processed or cancelled.
 */
export const orderStatusSchema = z.enum(['pending', 'processed', 'cancelled', 'undeliverable']);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

// The bounds keep the largest possible total (100 x 10,000 x 10^9) below 2^53, so totals are exact numbers in JSON.
export const orderItemSchema = z.strictObject({
  sku: printableText(64),
  quantity: z.int().min(1).max(10_000),
  unitPriceMinor: amountMinorSchema.max(1_000_000_000),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

export const createOrderSchema = z.strictObject({
  currency: currencySchema,
  items: z.array(orderItemSchema).min(1).max(100),
});
export type CreateOrder = z.infer<typeof createOrderSchema>;

export const orderSchema = z.object({
  id: z.uuid(),
  status: orderStatusSchema,
  currency: currencySchema,
  totalMinor: amountMinorSchema,
  items: z.array(orderItemSchema),
  createdAt: z.iso.datetime(),
});
export type OrderView = z.infer<typeof orderSchema>;

export const orderIdParamsSchema = z.object({ id: z.uuid() });

export const listOrdersQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }),
  cursor: opaqueText(200).optional(),
});
export type ListOrdersQuery = z.infer<typeof listOrdersQuerySchema>;

/** Newest first; `nextCursor` is null on the last page. */
export const orderPageSchema = z.object({ items: z.array(orderSchema), nextCursor: z.string().nullable() });
export type OrderPage = z.infer<typeof orderPageSchema>;
