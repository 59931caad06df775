import { egress } from './egress.js';
import { encryption } from './encryption.js';
import { exposedPolicies } from './exposed-policies.js';
import { exposure } from './exposure.js';
import type { Rule } from './finding.js';
import { imds } from './imds.js';
import { retention } from './retention.js';
import { secrets } from './secrets.js';
import { wildcards } from './wildcards.js';

/** What holds of every stack in every environment. */
export const rules = {
  exposure,
  'exposed policies': exposedPolicies,
  egress,
  encryption,
  wildcards,
  imds,
  retention,
  secrets,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
