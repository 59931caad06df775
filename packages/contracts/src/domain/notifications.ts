import { z } from 'zod';
import { wholeNumberText } from '../whole-number.js';

/** The kinds of notifications. */
export const notificationTemplateSchema = z.enum(['welcome', 'order-processed']);
export type NotificationTemplate = z.infer<typeof notificationTemplateSchema>;

/** The query of the list of notifications. */
export const listNotificationsQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }).describe('Maximum number of notifications to return.'),
});
export type ListNotificationsQuery = z.infer<typeof listNotificationsQuerySchema>;

/** The latest notifications of an account. */
export const notificationListSchema = z.object({
  items: z
    .array(
      z.object({
        id: z.uuid().describe('Id of the notification.'),
        template: notificationTemplateSchema.describe('Kind of notification.'),
        text: z.string().describe('Text of the notification.'),
        deliveredAt: z.iso.datetime().describe('Time of delivery, in UTC.'),
      }),
    )
    .describe('Newest first.'),
});
export type NotificationList = z.infer<typeof notificationListSchema>;
