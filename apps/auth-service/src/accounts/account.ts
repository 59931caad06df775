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
  /** Time since which it may not sign in; null while it may. */
  readonly disabledAt: Date | null;
  /** Number of password changes, so that a login notices a concurrent one. */
  readonly passwordVersion: number;
  /** Hashes of the passwords set by the configuration, the current one last; only an administrator has any. */
  readonly configuredPasswordHashes: readonly string[];
}

/** The data of someone who opens an account; the password is already hashed. */
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

/** An administrator may do everything that a user may. The configuration sets this account's password. */
export function openAdminAccount(applicant: Applicant, facts: { id: string; now: Date }): Account {
  const { passwordHash } = applicant;
  return { ...openAccount(applicant, facts), roles: ['user', 'admin'], configuredPasswordHashes: [passwordHash] };
}
