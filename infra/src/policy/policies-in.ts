import { policyIn, type PolicyDocument } from '../access/policy-document.js';
import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { everyValue } from './attributes.js';

export interface PolicyInPlace {
  readonly resource: Resource;
  /** For example `policy` or `assume_role_policy`. */
  readonly argument: string;
  readonly policy: PolicyDocument;
}

/** Every IAM policy of a stack, in any argument of any type: a list of arguments would miss new ones. */
export function policiesIn(stack: Values): PolicyInPlace[] {
  return managedResources(stack).flatMap((resource) =>
    [...everyValue(resource.values)].flatMap(({ path, value }) => {
      const policy = typeof value === 'string' ? policyIn(value) : undefined;
      return policy === undefined ? [] : [{ resource, argument: path, policy }];
    }),
  );
}

export const isTrustPolicy = ({ argument }: PolicyInPlace) => argument === 'assume_role_policy';

/** In a key's policy `*` means that key, so the rules for other policies do not apply. */
export const isKeyPolicy = ({ resource }: PolicyInPlace) =>
  resource.type === 'aws_kms_key' || resource.type === 'aws_kms_key_policy';
