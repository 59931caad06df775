import { generateKeyPairSync } from 'node:crypto';
import { productName } from '@fairway/catalog';
import { ConfigError, loadConfig } from '@fairway/service-kit';
import { describe, expect, it } from 'vitest';
import { Config } from './config.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const good = {
  TOKEN_ISSUER: 'https://auth.test',
  TOKEN_AUDIENCE: 'fairway',
  TOKEN_SIGNING_KEY: signingKey,
};

function messageFor(environment: Record<string, string>): string {
  try {
    loadConfig('auth-service', Config.schema, environment);
    return 'no problem';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('the settings', () => {
  it('are complete without administrator and previous keys', () => {
    expect(messageFor(good)).toBe('no problem');
  });

  it('may name both, and the address takes its normal form', () => {
    const config = loadConfig('auth-service', Config.schema, {
      ...good,
      TOKEN_PREVIOUS_KEYS: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      ADMIN_EMAIL: 'Admin@Example.com',
      ADMIN_PASSWORD: 'canary upon kettles',
    });
    expect(config.ADMIN_EMAIL).toBe('admin@example.com');
    expect(config.ADMIN_PASSWORD?.reveal()).toBe('canary upon kettles');
  });

  it.each([
    [
      'an invalid signing key',
      { TOKEN_SIGNING_KEY: 'canary' },
      /TOKEN_SIGNING_KEY is wrong: must be a private Ed25519 key/,
    ],
    [
      'a private key among the public ones',
      { TOKEN_PREVIOUS_KEYS: signingKey },
      /TOKEN_PREVIOUS_KEYS is wrong: must be public/,
    ],
    ['an administrator without password', { ADMIN_EMAIL: 'admin@example.com' }, /ADMIN_PASSWORD is missing/],
    ['an administrator without address', { ADMIN_PASSWORD: 'canary upon kettles' }, /ADMIN_EMAIL is missing/],
    [
      'a common password',
      { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'P@ssword1234' },
      /ADMIN_PASSWORD is wrong: is easy to guess/,
    ],
    [
      'the product’s name as password',
      { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: `${productName}-password-2026` },
      /ADMIN_PASSWORD is wrong: is easy to guess/,
    ],
    ['a short password', { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'canary' }, /ADMIN_PASSWORD is wrong/],
  ])('with %s are refused by name, and no secret is shown', (_, wrong, message) => {
    const text = messageFor({ ...good, ...wrong });
    expect(text).toMatch(message);
    expect(text).not.toMatch(/canary|BEGIN/);
  });
});
