import type { StandIn } from './model.js';
import type { SecretName } from './secrets.js';

const declared = {
  'partner-sandbox': {
    portOffset: 5,
    program: 'domain/dist/src/partner-sandbox/main.js',
    secrets: ['PARTNER_WEBHOOK_SECRET'],
  },
} as const satisfies Record<string, StandIn<SecretName>>;

/** What a setting may point to in the local run. */
export type LocalServer = keyof typeof declared;

/** By name; a platform may have none. */
export const standIns: Readonly<Record<string, StandIn<SecretName>>> = declared;

export const standInNames = Object.keys(declared) as LocalServer[];

export const standInOf = (name: LocalServer): StandIn<SecretName> => declared[name];
