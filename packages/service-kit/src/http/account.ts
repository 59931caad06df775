import type { Role } from '@fairway/contracts';

/** The caller's account, from the verified access token. */
export interface Account {
  readonly id: string;
  readonly roles: readonly Role[];
  /** The session in auth-service (claim `sid`). */
  readonly sessionId?: string | undefined;
}
