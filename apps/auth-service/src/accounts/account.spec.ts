import { describe, expect, it } from 'vitest';
import { openAccount, openAdminAccount } from './account.js';

const applicant = { email: 'ada@example.com', name: 'Ada', passwordHash: '$argon2id$...' };
const facts = { id: '01920000-0000-7000-8000-000000000001', now: new Date('2026-01-02T03:04:05Z') };

describe('a new account', () => {
  it('has only the role user, whatever else the applicant sends', () => {
    const pushy = { ...applicant, roles: ['admin'] };
    expect(openAccount(pushy, facts)).toMatchObject({
      ...applicant,
      id: facts.id,
      roles: ['user'],
      createdAt: facts.now,
    });
  });
});

describe('an administrator’s account', () => {
  it('has the administrator’s role beside the user’s, and a configured password', () => {
    expect(openAdminAccount(applicant, facts)).toEqual({
      ...openAccount(applicant, facts),
      roles: ['user', 'admin'],
      configuredPasswordHashes: [applicant.passwordHash],
    });
  });
});
