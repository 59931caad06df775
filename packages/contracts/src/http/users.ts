import { z } from 'zod';

/** The profile of an account. */
export const profileSchema = z.object({
  id: z.uuid().describe('Id of the account.'),
  email: z.email().describe('E-mail address, in lower case.'),
  name: z.string().describe('Name of the account, as given at registration.'),
  registeredAt: z.iso.datetime().describe('Time at which the account was opened, in UTC.'),
});
export type ProfileView = z.infer<typeof profileSchema>;
