import { z } from 'zod';
import { eventText } from '../text.js';
import { defineEvent } from './event.js';

/** An account was opened. */
export const userRegistered = defineEvent({
  type: 'user.registered',
  version: 1,
  data: z.object({
    userId: z.uuid().describe('Id of the account.'),
    email: z.email().describe('E-mail address, in lower case.'),
    name: eventText().describe('Name of the account, as given at registration.'),
    registeredAt: z.iso.datetime().describe('Time at which the account was opened, in UTC.'),
  }),
  key: (data) => data.userId,
  logFields: ({ userId }) => ({ userId }),
});
