import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Secret } from './model.js';

/** The secrets that services read, by environment variable. Services that name the same one share its value. */
export const secrets = {
  TOKEN_SIGNING_KEY: { generate: 'ed25519-key' },
  ADMIN_PASSWORD: { generate: 'text', bytes: 12, encoding: 'base64url' },
  PSEUDONYM_KEY: { generate: 'text', bytes: 32, encoding: 'base64url' },
  // The form that Standard Webhooks requires.
  PARTNER_WEBHOOK_SECRET: { generate: 'text', bytes: 24, encoding: 'base64', prefix: 'whsec_' },
} as const satisfies Record<string, Secret>;

export type SecretName = keyof typeof secrets;

/** A new value, for environments in which people do not choose it. */
export function generateSecret(secret: Secret): string {
  if (secret.generate === 'ed25519-key')
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return `${secret.prefix ?? ''}${randomBytes(secret.bytes).toString(secret.encoding)}`;
}
