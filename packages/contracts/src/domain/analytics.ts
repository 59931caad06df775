import { z } from 'zod';
import { currencySchema } from '../money.js';

/** The requested days of the daily figures. */
export const dailyFiguresQuerySchema = z
  .strictObject({
    from: z.iso.date().optional().describe('First day, in UTC, not after `to`; by default 29 days before it.'),
    to: z.iso.date().optional().describe('Last day, in UTC, inclusive; by default today.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after "to"',
  });
export type DailyFiguresQuery = z.infer<typeof dailyFiguresQuerySchema>;

/** Orders and revenue per day and currency. */
export const dailyFiguresSchema = z.object({
  items: z
    .array(
      z.object({
        day: z.iso.date().describe('Day on which the orders were created, in UTC.'),
        currency: currencySchema,
        ordersCreated: z.int().describe('Number of orders created that day.'),
        ordersProcessed: z.int().describe('How many of them the partner has accepted.'),
        ordersCancelled: z.int().describe('How many of them were cancelled.'),
        ordersUndeliverable: z
          .int()
          .describe(
            'How many of them are currently undeliverable; an order that is processed or cancelled later is counted there instead.',
          ),
        revenueMinor: z
          .string()
          .regex(/^\d+$/)
          .describe(
            'Sum of the totals of the orders created that day, in minor units; a string, because sums may exceed 2^53.',
          ),
      }),
    )
    .describe('One entry per day and currency; days without orders are omitted.'),
});
export type DailyFigures = z.infer<typeof dailyFiguresSchema>;
