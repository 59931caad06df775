import { z } from 'zod';
import { notificationTemplateSchema } from './notifications.js';
import { eventText } from '../text.js';
import { defineEvent } from '../events/event.js';

const notificationFacts = {
  notificationId: z.uuid(),
  userId: z.uuid(),
  template: notificationTemplateSchema,
};

export const notificationRequested = defineEvent({
  type: 'notification.requested',
  version: 1,
  data: z.object({
    ...notificationFacts,
    /** What the template's text needs: the order of `order-processed`, the name of `welcome`. */
    parameters: z.record(eventText(), eventText()),
    requestedAt: z.iso.datetime(),
  }),
  key: (data) => data.userId,
  logFields: ({ userId, parameters }) => ({ userId, orderId: parameters['orderId'] }),
});

export const notificationDelivered = defineEvent({
  type: 'notification.delivered',
  version: 1,
  data: z.object({ ...notificationFacts, channel: z.enum(['in-app']), deliveredAt: z.iso.datetime() }),
  key: (data) => data.userId,
  logFields: ({ userId }) => ({ userId }),
});
