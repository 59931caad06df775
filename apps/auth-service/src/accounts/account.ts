import type { Role } from '@fairway/contracts';

export interface Account {
  readonly id: string;
  /** In the contract's normal form, and unique by it. */
  readonly email: string;
  readonly name: string;
  /** Argon2id, as a PHC string. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  /** Since when it may not sign in; null while it may. */
  readonly disabledAt: Date | null;
  /** Counts the changes of its password, for a login to notice one that happens meanwhile. */
  readonly passwordVersion: number;
  /** Hashes of the passwords that the configuration has given it, the one in force last; none but an administrator has any. */
  readonly configuredPasswordHashes: readonly string[];
}

/** What somebody brings who opens an account, the password hashed already. */
export type Applicant = Pick<Account, 'email' | 'name' | 'passwordHash'>;

export function openAccount({ email, name, passwordHash }: Applicant, facts: { id: string; now: Date }): Account {
  return {
    id: facts.id,
    email,
    name,
    passwordHash,
    roles: ['user'],
    createdAt: facts.now,
    disabledAt: null,
    passwordVersion: 0,
    configuredPasswordHashes: [],
  };
}

/** An administrator may do whatever a user may. The password of this one comes from the configuration. */
export function openAdminAccount(applicant: Applicant, facts: { id: string; now: Date }): Account {
  const { passwordHash } = applicant;
  return { ...openAccount(applicant, facts), roles: ['user', 'admin'], configuredPasswordHashes: [passwordHash] };
}
