import type { SecretName } from './secrets.js';

/** A program of the local run that plays a server which is not ours. It listens on 127.0.0.1 at PORT, and GET /health answers 200. */
export interface StandIn {
  readonly portOffset: number;
  /** From the root of the repository, as built. */
  readonly program: string;
  /** That it shares with the services which call it; environment variables. */
  readonly secrets: readonly SecretName[];
}

export const standIns = {
  'partner-sandbox': {
    portOffset: 5,
    program: 'domain/dist/src/partner-sandbox/main.js',
    secrets: ['PARTNER_WEBHOOK_SECRET'],
  },
} as const satisfies Record<string, StandIn>;

/** What a setting may point to in the local run. */
export type LocalServer = keyof typeof standIns;

export const standInNames = Object.keys(standIns) as LocalServer[];
