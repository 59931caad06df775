import { z } from 'zod';
import { wholeNumberText } from '../whole-number.js';

export const notificationTemplateSchema = z.enum(['welcome', 'order-processed']);
export type NotificationTemplate = z.infer<typeof notificationTemplateSchema>;

export const listNotificationsQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('How many notifications to answer with at most.'),
});
export type ListNotificationsQuery = z.infer<typeof listNotificationsQuerySchema>;

export const notificationListSchema = z.object({
  items: z
    .array(
      z.object({
        id: z.uuid().describe('Of the notification.'),
        template: notificationTemplateSchema.describe('What it is about.'),
        text: z.string().describe('As the account was told.'),
        deliveredAt: z.iso.datetime().describe('When it was delivered, UTC.'),
      }),
    )
    .describe('Newest first.'),
});
export type NotificationList = z.infer<typeof notificationListSchema>;
