import { z } from 'zod';
import { amountMinorSchema, currencyInUseSchema, currencySchema } from '../money.js';
import { opaqueText, printableText } from '../text.js';
import { wholeNumberText } from '../whole-number.js';

/** Identifies a product. It appears in URLs unescaped, so no character needs escaping. */
export const skuSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter or digit',
  )
  .meta({ description: 'SKU of a product, case-sensitive; `GET /api/products` lists them.', examples: ['tea'] });

/**
 * This limit keeps the largest possible order total (100 x 10,000 x 10^9) below 2^53, so totals are exact numbers in
 * JSON.
 */
export const unitPriceMinorSchema = amountMinorSchema.max(1_000_000_000);

/** The body that creates or changes a product. */
export const putProductSchema = z.strictObject({
  name: printableText(100),
  prices: z
    .partialRecord(currencyInUseSchema, unitPriceMinorSchema)
    .refine((prices) => Object.keys(prices).length > 0, 'must have a price in at least one currency')
    .meta({
      minProperties: 1,
      description:
        'Price of one unit by currency, in its minor unit (cents). In other currencies the product cannot be ordered.',
    }),
});
export type PutProduct = z.infer<typeof putProductSchema>;

/** A product as the API returns it. */
export const productSchema = z.object({
  sku: z.string().describe('Identifies the product in orders.'),
  name: z.string().describe('Name of the product.'),
  prices: z
    .partialRecord(currencySchema, unitPriceMinorSchema)
    .describe('Price of one unit by currency, in its minor unit (cents).'),
  updatedAt: z.iso.datetime().describe('Time of the last change, in UTC.'),
});
export type ProductView = z.infer<typeof productSchema>;

/** The path parameter of a product. */
export const productSkuParamsSchema = z.object({ sku: skuSchema });

/** The query of the list of products. */
export const listProductsQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('Maximum number of products to return.'),
  cursor: opaqueText(200)
    .optional()
    .describe('The unchanged `nextCursor` of the previous page; absent for the first page.'),
});
export type ListProductsQuery = z.infer<typeof listProductsQuerySchema>;

/** One page of products. */
export const productPageSchema = z.object({
  items: z.array(productSchema).describe('By SKU.'),
  nextCursor: z.string().nullable().describe('Cursor of the next page; null on the last one.'),
});
export type ProductPage = z.infer<typeof productPageSchema>;
