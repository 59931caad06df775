import { databases } from '@fairway/catalog';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance, type Instance } from './instance.js';
import { ensureSecrets, readSecrets } from './secrets.js';

let root: string;
let instance: Instance;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-secrets-'));
  instance = findInstance(root, 'default');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the secrets of an instance', () => {
  it('are generated once, readable by their owner only', () => {
    expect(readSecrets(instance)).toBeUndefined();
    const secrets = ensureSecrets(instance);
    expect(ensureSecrets(instance)).toEqual(secrets);
    expect(statSync(instance.secretsPath).mode & 0o777).toBe(0o600);
  });

  it('are valid settings of the services', () => {
    const secrets = ensureSecrets(instance);
    expect(createPrivateKey(secrets.ofServices.TOKEN_SIGNING_KEY).asymmetricKeyType).toBe('ed25519');
    expect(Object.keys(secrets.databasePasswords)).toEqual(Object.values(databases).map(({ role }) => role));
    expect(new Set(Object.values(secrets.databasePasswords)).size).toBe(Object.keys(databases).length);
    expect(Buffer.from(secrets.ofServices.PSEUDONYM_KEY, 'base64url').length).toBe(32);
  });

  it('gain a password for a new role of the catalogue, and keep the others', () => {
    const secrets = ensureSecrets(instance);
    const { auth_service: _, ...others } = secrets.databasePasswords;
    writeFileSync(instance.secretsPath, JSON.stringify({ ...secrets, databasePasswords: others }));
    const again = ensureSecrets(instance);
    expect(again.databasePasswords).toMatchObject(others);
    expect(again.databasePasswords['auth_service']).toMatch(/^[\w-]{24}$/);
  });

  it('gain a value for a new secret of the catalogue, and keep the others', () => {
    const secrets = ensureSecrets(instance);
    const { PSEUDONYM_KEY: _, ...others } = secrets.ofServices;
    writeFileSync(instance.secretsPath, JSON.stringify({ ...secrets, ofServices: others }));
    const again = ensureSecrets(instance);
    expect(again.ofServices).toMatchObject(others);
    expect(again.ofServices.PSEUDONYM_KEY).toMatch(/^[\w-]{43}$/);
  });

  it.each(['{', '{}', '[]'])('are never replaced when they are damaged (%s): the data needs its passwords', (text) => {
    ensureSecrets(instance);
    writeFileSync(instance.secretsPath, text);
    expect(() => ensureSecrets(instance)).toThrow('cannot be read');
  });
});
