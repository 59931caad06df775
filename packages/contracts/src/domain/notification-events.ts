import { z } from 'zod';
import { notificationTemplateSchema } from './notifications.js';
import { eventText } from '../text.js';
import { defineEvent } from '../events/event.js';

const notificationFacts = {
  notificationId: z.uuid().describe('Id of the notification.'),
  userId: z.uuid().describe('Id of the account.'),
  template: notificationTemplateSchema.describe('Kind of notification.'),
};

/** An account is to get a notification. */
export const notificationRequested = defineEvent({
  type: 'notification.requested',
  version: 1,
  data: z.object({
    ...notificationFacts,
    parameters: z
      .record(eventText(), eventText())
      .describe('Values for the text: `orderId` for `order-processed`, `name` for `welcome`.'),
    requestedAt: z.iso.datetime().describe('Time of the request, in UTC.'),
  }),
  key: (data) => data.userId,
  logFields: ({ userId, parameters }) => ({ userId, orderId: parameters['orderId'] }),
});

/** An account has got a notification. */
export const notificationDelivered = defineEvent({
  type: 'notification.delivered',
  version: 1,
  data: z.object({
    ...notificationFacts,
    channel: z.enum(['in-app']).describe('Channel of the delivery.'),
    deliveredAt: z.iso.datetime().describe('Time of the delivery, in UTC.'),
  }),
  key: (data) => data.userId,
  logFields: ({ userId }) => ({ userId }),
});
