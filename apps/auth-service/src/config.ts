import { registerSchema } from '@fairway/contracts';
import { pseudonymEnv, Redacted, secret, settings, tokenEnv } from '@fairway/service-kit';
import { z } from 'zod';
import { isPublicKeys, isSigningKey } from './access-tokens/pem.js';
import { weaknessOf } from './passwords/password-rules.js';

export const adminName = 'Administrator';

export class Config extends settings(
  {
    TOKEN_ISSUER: tokenEnv.TOKEN_ISSUER.describe('Issuer that access tokens name (iss)'),
    TOKEN_AUDIENCE: tokenEnv.TOKEN_AUDIENCE.describe('Audience that access tokens name (aud)'),
    TOKEN_SIGNING_KEY: secret(
      z.string().refine(isSigningKey, 'must be a private Ed25519 key in PKCS #8 PEM form, with its line breaks'),
    )
      .describe('Private Ed25519 key that signs access tokens, PKCS #8 PEM')
      .meta({ example: '"$(openssl genpkey -algorithm ed25519)"' }),
    // Public, but kept out of messages: a private key may be set here by mistake.
    TOKEN_PREVIOUS_KEYS: secret(
      z.string().refine(isPublicKeys, 'must be public Ed25519 keys in PEM form, one after the other'),
    )
      .optional()
      .describe('Public keys (PEM, one after the other) to publish beside the signing key’s, for a rotation'),
    PSEUDONYM_KEY: pseudonymEnv.PSEUDONYM_KEY.describe(
      'Key of the hashes that replace accounts and networks in security events and tables; without it one is derived from TOKEN_SIGNING_KEY',
    ),
    ADMIN_EMAIL: registerSchema.shape.email
      .optional()
      .describe(
        'Address of the administrator, whose account is opened at start if it does not exist; needs ADMIN_PASSWORD',
      ),
    ADMIN_PASSWORD: secret(registerSchema.shape.password)
      .optional()
      .describe(
        'Password of the administrator; a changed one takes effect at the next start and ends the account’s sessions; needs ADMIN_EMAIL',
      ),
  },
  ({ ADMIN_EMAIL, ADMIN_PASSWORD }, context) => {
    if (ADMIN_EMAIL === undefined && ADMIN_PASSWORD === undefined) return;
    if (ADMIN_EMAIL !== undefined && ADMIN_PASSWORD !== undefined) {
      // Its own schema has refused it already and reports that.
      if (!(ADMIN_PASSWORD instanceof Redacted)) return;
      const weakness = weaknessOf(ADMIN_PASSWORD.reveal(), { email: ADMIN_EMAIL, name: adminName });
      if (weakness === undefined) return;
      context.addIssue({
        code: 'custom',
        path: ['ADMIN_PASSWORD'],
        message: `is easy to guess. ${weakness} Set another one`,
      });
      return;
    }
    const missing = ADMIN_EMAIL === undefined ? 'ADMIN_EMAIL' : 'ADMIN_PASSWORD';
    context.addIssue({
      code: 'custom',
      path: [missing],
      message: 'set both ADMIN_EMAIL and ADMIN_PASSWORD, or neither',
    });
  },
) {}
