import { z } from 'zod';
import { amountMinorSchema, currencyInUseSchema, currencySchema } from '../money.js';
import { opaqueText, printableText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';

/** Names a product. It stands in addresses as it is: nothing in it has to be escaped. */
export const skuSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter or digit',
  )
  .meta({ description: 'Of a product, in its own spelling; `GET /api/products` lists them.', examples: ['tea'] });

// The bound keeps the largest possible total of an order (100 x 10,000 x 10^9) below 2^53, so totals are exact numbers in JSON.
export const unitPriceMinorSchema = amountMinorSchema.max(1_000_000_000);

export const putProductSchema = z.strictObject({
  name: printableText(100),
  prices: z
    .partialRecord(currencyInUseSchema, unitPriceMinorSchema)
    .refine((prices) => Object.keys(prices).length > 0, 'must have a price in one currency at least')
    .meta({
      minProperties: 1,
      description:
        'Price of one by currency, in its minor unit (cents). In other currencies the product cannot be ordered.',
    }),
});
export type PutProduct = z.infer<typeof putProductSchema>;

export const productSchema = z.object({
  sku: z.string().describe('Names the product in orders.'),
  name: z.string().describe('As it was given.'),
  prices: z
    .partialRecord(currencySchema, unitPriceMinorSchema)
    .describe('Price of one by currency, in its minor unit (cents).'),
  updatedAt: z.iso.datetime().describe('When it was last changed, UTC.'),
});
export type ProductView = z.infer<typeof productSchema>;

export const productSkuParamsSchema = z.object({ sku: skuSchema });

export const listProductsQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('How many products to answer with at most.'),
  cursor: opaqueText(200)
    .optional()
    .describe('The `nextCursor` of the page before, as it was given; absent for the first page.'),
});
export type ListProductsQuery = z.infer<typeof listProductsQuerySchema>;

export const productPageSchema = z.object({
  items: z.array(productSchema).describe('By SKU.'),
  nextCursor: z.string().nullable().describe('For the next page; null on the last one.'),
});
export type ProductPage = z.infer<typeof productPageSchema>;
