import { z } from 'zod';
import { currentPasswordSchema, newPasswordSchema } from '../password.js';
import { opaqueText, printableText } from '../text.js';

// One spelling per mailbox owner: accounts are unique by this normal form.
const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: printableText(100),
});
export type Register = z.infer<typeof registerSchema>;

export const accountSchema = z.object({
  id: z.uuid(),
  email: z.email(),
  name: z.string(),
  createdAt: z.iso.datetime(),
});
export type AccountView = z.infer<typeof accountSchema>;

export const loginSchema = z.strictObject({ email: emailSchema, password: currentPasswordSchema });
export type Login = z.infer<typeof loginSchema>;

export const refreshSchema = z.strictObject({ refreshToken: opaqueText(200) });
export type Refresh = z.infer<typeof refreshSchema>;

export const tokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresInSeconds: z.int().positive(),
});
export type Tokens = z.infer<typeof tokensSchema>;

export const roleSchema = z.enum(['user', 'admin']);
export type Role = z.infer<typeof roleSchema>;
