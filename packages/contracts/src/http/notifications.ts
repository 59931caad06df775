import { z } from 'zod';
import { wholeNumberText } from '../whole-number.js';

export const notificationTemplateSchema = z.enum(['welcome', 'order-processed']);
export type NotificationTemplate = z.infer<typeof notificationTemplateSchema>;

export const listNotificationsQuerySchema = z.strictObject({
  limit: wholeNumberText({ min: 1, max: 100, absent: 20 }),
});
export type ListNotificationsQuery = z.infer<typeof listNotificationsQuerySchema>;

/** The signed-in user's notifications, newest first. */
export const notificationListSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      template: notificationTemplateSchema,
      text: z.string(),
      deliveredAt: z.iso.datetime(),
    }),
  ),
});
export type NotificationList = z.infer<typeof notificationListSchema>;
