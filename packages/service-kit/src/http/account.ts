import type { Role } from '@fairway/contracts';

/** Who calls, as the verified access token says. */
export interface Account {
  readonly id: string;
  readonly roles: readonly Role[];
  /** Of auth-service (claim `sid`). */
  readonly sessionId?: string | undefined;
}
