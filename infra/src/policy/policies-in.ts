import { policyIn, type PolicyDocument } from '../access/policy-document.js';
import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { everyValue } from './attributes.js';

export interface PolicyInPlace {
  readonly resource: Resource;
  /** Such as `policy` or `assume_role_policy`. */
  readonly argument: string;
  readonly policy: PolicyDocument;
}

/** Every IAM policy of a stack, in whatever argument of whatever type: a list of arguments would miss the next one. */
export function policiesIn(stack: Values): PolicyInPlace[] {
  return managedResources(stack).flatMap((resource) =>
    [...everyValue(resource.values)].flatMap(({ path, value }) => {
      const policy = typeof value === 'string' ? policyIn(value) : undefined;
      return policy === undefined ? [] : [{ resource, argument: path, policy }];
    }),
  );
}

export const isTrustPolicy = ({ argument }: PolicyInPlace) => argument === 'assume_role_policy';

/** In the policy of a key `*` means that key, so the words of other policies do not apply. */
export const isKeyPolicy = ({ resource }: PolicyInPlace) =>
  resource.type === 'aws_kms_key' || resource.type === 'aws_kms_key_policy';
