import { hashSync } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashParameters, isWeak } from './password-hash.js';

describe('a password hash', () => {
  it('made with today’s parameters is argon2id of the strength that ASVS requires, and not weak', () => {
    const hash = hashSync('password', hashParameters);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    expect(isWeak(hash)).toBe(false);
  });

  it('is weak when it took less memory', () => {
    expect(isWeak(hashSync('password', { ...hashParameters, memoryCost: 19_456 }))).toBe(true);
  });

  it('is not weak when it took more', () => {
    expect(isWeak(hashSync('password', { ...hashParameters, memoryCost: 65_536, timeCost: 2 }))).toBe(false);
  });
});
