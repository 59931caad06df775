import { z } from 'zod';

export const profileSchema = z.object({
  id: z.uuid(),
  email: z.email(),
  name: z.string(),
  registeredAt: z.iso.datetime(),
});
export type ProfileView = z.infer<typeof profileSchema>;
