import { describe, expect, it } from 'vitest';
import { currentPasswordSchema, newPasswordSchema } from './password.js';

describe('a new password', () => {
  it('has one canonical form, however it was typed', () => {
    expect(newPasswordSchema.parse('pa\u0301ssw\u00f6rd f\u00fcr')).toBe('p\u00e1ssw\u00f6rd f\u00fcr');
    expect(newPasswordSchema.parse('correct\u00a0horse\u3000battery')).toBe('correct horse battery');
    expect(newPasswordSchema.parse('\u1112\u1161\u11ab'.repeat(12))).toBe('\ud55c'.repeat(12));
  });

  it('has its length measured in that form', () => {
    expect(newPasswordSchema.safeParse('e\u0301'.repeat(11)).success).toBe(false);
    expect(newPasswordSchema.safeParse('e\u0301'.repeat(128)).success).toBe(true);
    expect(newPasswordSchema.safeParse('🔑'.repeat(11)).success).toBe(false);
    expect(newPasswordSchema.safeParse('🔑'.repeat(128)).success).toBe(true);
    expect(newPasswordSchema.safeParse('🔑'.repeat(129)).success).toBe(false);
    expect(newPasswordSchema.safeParse('x'.repeat(60_000)).success).toBe(false);
  });

  it.each([
    ['a control', '\u0007'],
    ['half a character', '\ud800'],
    ['an invisible character', '\u200b'],
    ['a bidi control', '\u202e'],
    ['a joiner that joins nothing', '\u200d'],
    ['an emoji selector', '\ufe0f'],
    ['a private character', '\ue000'],
    ['an unassigned character', '\u0378'],
    ['no character', '\ufffe'],
  ])('must not contain %s', (_, character) => {
    expect(newPasswordSchema.safeParse(`correct horse ${character} battery`).success).toBe(false);
  });

  it('may contain a joiner where the spelling needs it', () => {
    expect(newPasswordSchema.safeParse('می‌خواهم چای بنوشم').success).toBe(true);
  });
});

it('accepts a current password as typed, except lone surrogates', () => {
  expect(currentPasswordSchema.parse('e\u0301\u00a0\u200b')).toBe('e\u0301\u00a0\u200b');
  expect(currentPasswordSchema.safeParse('correct horse \ud800 bat').success).toBe(false);
});
