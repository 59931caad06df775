import { z } from 'zod';
import { currentPasswordSchema, newPasswordSchema } from '../password.js';
import { opaqueText, printableText } from '../text.js';

// zod's own pattern, with domain labels limited as in DNS (RFC 1035, 2.3.4).
const emailPattern =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

// One spelling per mailbox: accounts are unique by this normal form. It is derived from the validated text, because a
// non-ASCII letter such as the Kelvin sign can have an ASCII letter as its lower case.
const emailSchema = z
  .string()
  .trim()
  .max(254)
  .check(z.email({ pattern: emailPattern }))
  .refine((address) => address.indexOf('@') <= 64, 'must have at most 64 characters before the @')
  .toLowerCase()
  .describe('Compared in lower case, without surrounding blanks. At most 64 characters before the @.');

/** The body that opens an account. */
export const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: printableText(100),
});
export type Register = z.infer<typeof registerSchema>;

/** An account as the API returns it. */
export const accountSchema = z.object({
  id: z.uuid().describe('Id of the account.'),
  email: z.email().describe('E-mail address, in lower case.'),
  name: z.string().describe('Name of the account, as given at registration.'),
  createdAt: z.iso.datetime().describe('Time at which the account was opened, in UTC.'),
});
export type AccountView = z.infer<typeof accountSchema>;

/** The body of a login. */
export const loginSchema = z.strictObject({ email: emailSchema, password: currentPasswordSchema });
export type Login = z.infer<typeof loginSchema>;

/** Also for the logout: a client whose access token has expired can log out. */
export const refreshSchema = z.strictObject({
  refreshToken: opaqueText(200).describe('The refresh token of the login or the last refresh.'),
});
export type Refresh = z.infer<typeof refreshSchema>;

/** The body that changes a password. */
export const changePasswordSchema = z.strictObject({
  currentPassword: loginSchema.shape.password.describe(
    'The account’s current password; wrong ones count as failed logins.',
  ),
  newPassword: registerSchema.shape.password,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** The tokens of a session. */
export const tokensSchema = z.object({
  accessToken: z.string().describe('JWT for the header `Authorization: Bearer`.'),
  refreshToken: z.string().describe('Opaque token; a refresh exchanges it for new tokens.'),
  expiresInSeconds: z.int().positive().describe('Lifetime of the access token, in seconds.'),
});
export type Tokens = z.infer<typeof tokensSchema>;

/** The roles of accounts. */
export const roleSchema = z.enum(['user', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** One sign-in, with all tokens issued for it. */
export const sessionSchema = z.object({
  id: z.uuid().describe('Identifies the session; not a secret.'),
  createdAt: z.iso.datetime().describe('Time of the sign-in, in UTC.'),
  lastUsedAt: z.iso.datetime().describe('Time at which it last got new tokens, in UTC.'),
  expiresAt: z.iso.datetime().describe('Time at which it ends unless it gets new tokens, in UTC.'),
  client: z.string().nullable().describe('User-Agent of the client at sign-in; it may contain anything.'),
  current: z.boolean().describe('Whether this request uses the session.'),
});
export type SessionView = z.infer<typeof sessionSchema>;

/** The sessions of an account. */
export const sessionListSchema = z.object({
  items: z.array(sessionSchema).describe('Most recently used first; at most 100, the maximum per account.'),
});
export type SessionList = z.infer<typeof sessionListSchema>;

/** In lower case, the form in which ids are compared. */
export const sessionIdParamsSchema = z.object({ id: z.uuid().toLowerCase().describe('Id of the session.') });

/** An account as administrators see it. */
export const accountDetailsSchema = accountSchema.extend({
  roles: z.array(roleSchema).describe('Roles of the account.'),
  disabledAt: z.iso.datetime().nullable().describe('Time since which the account may not sign in; null while it may.'),
});
export type AccountDetails = z.infer<typeof accountDetailsSchema>;

/** The body that finds an account by its address. */
export const findAccountSchema = z.strictObject({
  email: emailSchema.describe('E-mail address of the account, in any spelling.'),
});
export type FindAccount = z.infer<typeof findAccountSchema>;

/** The path parameter of an account. */
export const accountIdParamsSchema = z.object({ id: z.uuid().toLowerCase().describe('Id of the account.') });

/** The answer when sessions were ended. */
export const endedSessionsSchema = z.object({ ended: z.int().min(0).describe('Number of ended sessions.') });
export type EndedSessions = z.infer<typeof endedSessionsSchema>;
