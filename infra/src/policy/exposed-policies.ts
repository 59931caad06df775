import type { Condition, Statement } from '../access/policy-document.js';
import type { Rule } from './finding.js';
import { isTrustPolicy, policiesIn } from './policies-in.js';

/** No policy of a resource (bucket, repository, queue, topic, key, secret) lets in somebody of another account. */
export const exposedPolicies: Rule = (stack) =>
  policiesIn(stack)
    // The policy of an endpoint only narrows what passes it, and gives no right to anybody.
    .filter((place) => !isTrustPolicy(place) && place.resource.type !== 'aws_vpc_endpoint')
    .filter(({ policy }) => policy.statements.some((statement) => isForEverybody(statement) && !statement.conditions.some(namesAccount)))
    .map(({ resource, argument }) => ({
      address: resource.address,
      problem: `${argument} allows everybody in the world`,
      fix: 'Name the principals, or add a condition on aws:PrincipalAccount or aws:SourceAccount.',
    }));

const isForEverybody = ({ effect, principals = {} }: Statement) => effect === 'Allow' && Object.values(principals).some((ids) => ids.includes('*'));

const accountKeys = new Set(['aws:principalaccount', 'aws:sourceaccount', 'kms:calleraccount']);
const arnKeys = new Set(['aws:sourcearn', 'aws:principalarn']);

/** A condition without which the request is refused, so neither a negated one nor one with IfExists. */
function namesAccount({ operator, key, values }: Condition): boolean {
  if (!/^(String|Arn)(Equals|Like)$/.test(operator)) return false;
  if (accountKeys.has(key.toLowerCase())) return values.every((value) => /^\d{12}$/.test(value));
  return arnKeys.has(key.toLowerCase()) && values.every((value) => /^arn:[^:]+:[^:]+:[^:]*:\d{12}:/.test(value));
}
