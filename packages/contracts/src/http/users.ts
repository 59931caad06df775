import { z } from 'zod';

export const profileSchema = z.object({
  id: z.uuid().describe('Of the account.'),
  email: z.email().describe('In lower case.'),
  name: z.string().describe('As it was given at registration.'),
  registeredAt: z.iso.datetime().describe('When the account was opened, UTC.'),
});
export type ProfileView = z.infer<typeof profileSchema>;
