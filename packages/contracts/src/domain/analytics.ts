import { z } from 'zod';
import { currencySchema } from '../money.js';

export const dailyFiguresQuerySchema = z
  .strictObject({
    from: z.iso.date().optional().describe('First day, UTC, not after `to`; by default 29 days before it.'),
    to: z.iso.date().optional().describe('Last day, UTC, inclusive; by default today.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after "to"',
  });
export type DailyFiguresQuery = z.infer<typeof dailyFiguresQuerySchema>;

export const dailyFiguresSchema = z.object({
  items: z
    .array(
      z.object({
        day: z.iso.date().describe('Day of the order’s creation, UTC.'),
        currency: currencySchema,
        ordersCreated: z.int().describe('Orders created that day.'),
        ordersProcessed: z.int().describe('Those of them that the partner has accepted.'),
        ordersCancelled: z.int().describe('Those of them that were cancelled.'),
        ordersUndeliverable: z
          .int()
          .describe(
            'Those of them that are undeliverable now; one that is processed or cancelled after all counts there instead.',
          ),
        revenueMinor: z
          .string()
          .regex(/^\d+$/)
          .describe(
            'Sum of the totals of the orders created that day, in minor units; a string, as sums may pass 2^53.',
          ),
      }),
    )
    .describe('By day and currency; a day without orders is left out.'),
});
export type DailyFigures = z.infer<typeof dailyFiguresSchema>;
