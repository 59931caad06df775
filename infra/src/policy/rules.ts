import { audit } from './audit.js';
import { egress } from './egress.js';
import { encryption } from './encryption.js';
import { exposedPolicies } from './exposed-policies.js';
import { exposure } from './exposure.js';
import type { RunRule } from './finding.js';
import { foreignAccounts } from './foreign-accounts.js';
import { imds } from './imds.js';
import { keys } from './keys.js';
import { logins } from './logins.js';
import { networkAcls } from './network-acls.js';
import { otherEnvironment } from './other-environment.js';
import { retention } from './retention.js';
import { secrets } from './secrets.js';
import { tags } from './tags.js';
import { wildcards } from './wildcards.js';

/** Rules for every stack in every environment. */
export const rules = {
  tags,
  exposure,
  'network ACLs': networkAcls,
  'exposed policies': exposedPolicies,
  'foreign accounts': foreignAccounts,
  'other environment': otherEnvironment,
  egress,
  encryption,
  keys,
  logins,
  wildcards,
  imds,
  retention,
  audit,
  secrets,
} as const satisfies Record<string, RunRule>;

export type RuleName = keyof typeof rules;
