import { z } from 'zod';
import { eventText } from '../text.js';
import { defineEvent } from './event.js';

export const userRegistered = defineEvent({
  type: 'user.registered',
  version: 1,
  data: z.object({
    userId: z.uuid(),
    email: z.email(),
    name: eventText(),
    registeredAt: z.iso.datetime(),
  }),
  key: (data) => data.userId,
  logFields: ({ userId }) => ({ userId }),
});
