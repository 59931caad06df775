import type { Condition, Statement } from '../access/policy-document.js';
import { managedResources, type Values } from '../plan/plan.js';
import type { Finding, RunRule } from './finding.js';
import { isTrustPolicy, policiesIn } from './policies-in.js';

/** No resource policy (bucket, repository, queue, topic, key, secret) grants access to another account. */
export const exposedPolicies: RunRule = (stack, { accountId }) => [
  ...policiesIn(stack)
    // An endpoint's policy only restricts traffic and grants no rights.
    .filter((place) => !isTrustPolicy(place) && place.resource.type !== 'aws_vpc_endpoint')
    .flatMap(({ resource, argument, policy }) =>
      policy.statements
        .filter((statement) => !statement.conditions.some((condition) => namesAccount(condition, accountId)))
        .flatMap((statement) => whoElse(statement))
        .map((who) => ({
          address: resource.address,
          problem: `${argument} allows ${who}`,
          fix: 'Name the principals, or add a condition on aws:PrincipalAccount, aws:SourceAccount or aws:SourceArn with this account.',
        })),
    ),
  ...openEndpoints(stack),
];

function whoElse({ effect, principals = {} }: Statement): string[] {
  if (effect !== 'Allow') return [];
  if (Object.values(principals).some((ids) => ids.includes('*'))) return ['everyone in the world'];
  // A service acts for any account that asks it to.
  return (principals['Service'] ?? []).map((service) => `${service} on behalf of any account`);
}

/** An endpoint without its own policy lets everything pass, including requests to foreign buckets. */
function openEndpoints(stack: Values): Finding[] {
  const narrowed = new Set(policiesIn(stack).map(({ resource }) => resource.address));
  return managedResources(stack)
    .filter(({ type, address }) => type === 'aws_vpc_endpoint' && !narrowed.has(address))
    .map(({ address }) => ({
      address,
      problem: 'lets requests of every account reach every account',
      fix: 'Give it a policy.',
    }));
}

const accountKeys = new Set(['aws:principalaccount', 'aws:sourceaccount', 'kms:calleraccount']);
const arnKeys = new Set(['aws:sourcearn', 'aws:principalarn', 'kms:encryptioncontext:aws:logs:arn']);

/** A condition that every allowed request must meet, so neither a negated one nor one with IfExists. */
function namesAccount({ operator, key, values }: Condition, accountId: string): boolean {
  if (!/^(String|Arn)(Equals|Like)$/.test(operator)) return false;
  if (accountKeys.has(key.toLowerCase())) return values.every((value) => value === accountId);
  return (
    arnKeys.has(key.toLowerCase()) &&
    values.every((value) => new RegExp(`^arn:[^:]+:[^:]+:[^:]*:${accountId}:`).test(value))
  );
}
