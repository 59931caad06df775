import { z } from 'zod';
import { currentPasswordSchema, newPasswordSchema } from '../password.js';
import { opaqueText, printableText } from '../text.js';

// One spelling per mailbox owner: accounts are unique by this normal form.
const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .check(z.email())
  .describe('Compared in lower case. Blanks around it are cut off.');

export const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: printableText(100),
});
export type Register = z.infer<typeof registerSchema>;

export const accountSchema = z.object({
  id: z.uuid().describe('Of the account.'),
  email: z.email().describe('In lower case.'),
  name: z.string().describe('As it was given.'),
  createdAt: z.iso.datetime().describe('When the account was opened, UTC.'),
});
export type AccountView = z.infer<typeof accountSchema>;

export const loginSchema = z.strictObject({ email: emailSchema, password: currentPasswordSchema });
export type Login = z.infer<typeof loginSchema>;

export const refreshSchema = z.strictObject({ refreshToken: opaqueText(200).describe('As a login or the last refresh gave it.') });
export type Refresh = z.infer<typeof refreshSchema>;

export const tokensSchema = z.object({
  accessToken: z.string().describe('A JWT for `Authorization: Bearer`.'),
  refreshToken: z.string().describe('Opaque; a refresh exchanges it for new tokens.'),
  expiresInSeconds: z.int().positive().describe('How long the access token is valid.'),
});
export type Tokens = z.infer<typeof tokensSchema>;

export const roleSchema = z.enum(['user', 'admin']);
export type Role = z.infer<typeof roleSchema>;
