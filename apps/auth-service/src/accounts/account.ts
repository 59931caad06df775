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
}

/** What somebody brings who opens an account, the password hashed already. */
export type Applicant = Pick<Account, 'email' | 'name' | 'passwordHash'>;

export function openAccount({ email, name, passwordHash }: Applicant, facts: { id: string; now: Date }): Account {
  return { id: facts.id, email, name, passwordHash, roles: ['user'], createdAt: facts.now };
}

/** An administrator may do whatever a user may. */
export function openAdminAccount(applicant: Applicant, facts: { id: string; now: Date }): Account {
  return { ...openAccount(applicant, facts), roles: ['user', 'admin'] };
}
