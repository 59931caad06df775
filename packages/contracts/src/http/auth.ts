import { z } from 'zod';
import { currentPasswordSchema, newPasswordSchema } from '../password.js';
import { opaqueText, printableText } from '../text.js';

// The form of zod's own, with labels of the domain as DNS has them (RFC 1035, 2.3.4).
const emailPattern =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

// One spelling per mailbox owner: accounts are unique by this normal form. It is made of what was checked, for letters
// that are not ASCII, as the Kelvin sign, can have an ASCII letter as their lower case.
const emailSchema = z
  .string()
  .trim()
  .max(254)
  .check(z.email({ pattern: emailPattern }))
  .refine((address) => address.indexOf('@') <= 64, 'must have 64 characters at most before the @')
  .toLowerCase()
  .describe('Compared in lower case. Blanks around it are cut off. At most 64 characters stand before the @.');

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

// For the logout, too: a client whose access token has expired can log out.
export const refreshSchema = z.strictObject({
  refreshToken: opaqueText(200).describe('As a login or the last refresh gave it.'),
});
export type Refresh = z.infer<typeof refreshSchema>;

export const changePasswordSchema = z.strictObject({
  currentPassword: loginSchema.shape.password.describe('Wrong ones count as failed logins do'),
  newPassword: registerSchema.shape.password,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const tokensSchema = z.object({
  accessToken: z.string().describe('A JWT for `Authorization: Bearer`.'),
  refreshToken: z.string().describe('Opaque; a refresh exchanges it for new tokens.'),
  expiresInSeconds: z.int().positive().describe('How long the access token is valid.'),
});
export type Tokens = z.infer<typeof tokensSchema>;

export const roleSchema = z.enum(['user', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** One sign-in, with all tokens that came of it. */
export const sessionSchema = z.object({
  id: z.uuid().describe('Names the session; no secret'),
  createdAt: z.iso.datetime().describe('When it signed in'),
  lastUsedAt: z.iso.datetime().describe('When it last got new tokens'),
  expiresAt: z.iso.datetime().describe('When it ends unless it gets new tokens before'),
  client: z.string().nullable().describe('What the client called itself at sign-in (User-Agent); it may say anything'),
  current: z.boolean().describe('Whether it is the session of this request'),
});
export type SessionView = z.infer<typeof sessionSchema>;

export const sessionListSchema = z.object({
  items: z
    .array(sessionSchema)
    .describe('The one that was used last comes first; at most 100, as many as an account can have'),
});
export type SessionList = z.infer<typeof sessionListSchema>;

// In lower case, in which ids are compared.
export const sessionIdParamsSchema = z.object({ id: z.uuid().toLowerCase().describe('Of the session') });

/** An account, as administrators see it. */
export const accountDetailsSchema = accountSchema.extend({
  roles: z.array(roleSchema).describe('What it may do'),
  disabledAt: z.iso.datetime().nullable().describe('Since when it may not sign in; null while it may'),
});
export type AccountDetails = z.infer<typeof accountDetailsSchema>;

export const findAccountSchema = z.strictObject({ email: emailSchema.describe('Of the account, in any spelling') });
export type FindAccount = z.infer<typeof findAccountSchema>;

export const accountIdParamsSchema = z.object({ id: z.uuid().toLowerCase().describe('Of the account') });

export const endedSessionsSchema = z.object({ ended: z.int().min(0).describe('How many sessions there were') });
export type EndedSessions = z.infer<typeof endedSessionsSchema>;
