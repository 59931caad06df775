import { z } from 'zod';
import { currencySchema } from '../money.js';

export const dailyFiguresQuerySchema = z
  .strictObject({
    /** First and last day, UTC, inclusive; by default the last 30 days. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after "to"',
  });
export type DailyFiguresQuery = z.infer<typeof dailyFiguresQuerySchema>;

export const dailyFiguresSchema = z.object({
  items: z.array(
    z.object({
      /** Day of the order's creation, UTC, `YYYY-MM-DD`. */
      day: z.iso.date(),
      currency: currencySchema,
      ordersCreated: z.int(),
      ordersProcessed: z.int(),
      ordersCancelled: z.int(),
      /** Now undeliverable; one that is processed or cancelled after all counts there instead. */
      ordersUndeliverable: z.int(),
      /** Sum of the totals of the orders created that day, in minor units; a string, as sums may pass 2^53. */
      revenueMinor: z.string().regex(/^\d+$/),
    }),
  ),
});
export type DailyFigures = z.infer<typeof dailyFiguresSchema>;
