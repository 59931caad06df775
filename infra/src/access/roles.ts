import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { parsePolicy, type PolicyDocument } from './policy-document.js';

/** An IAM role with everything that it may do, as far as the stack says so. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Who may assume the role. */
  readonly trust: PolicyDocument;
  /** Its permissions: its own policies, and the stack's policies that are attached to it. */
  readonly policies: readonly PolicyDocument[];
  /** Attached policies that the stack does not define, such as AWS's own: their content is unknown here. */
  readonly foreignPolicyArns: readonly string[];
}

export function rolesOf(stack: Values): Role[] {
  const resources = managedResources(stack);
  return resources.filter(({ type }) => type === 'aws_iam_role').map((role) => withPolicies(role, resources));
}

/** @throws Error when the stack has no such role */
export function roleNamed(stack: Values, name: string): Role {
  const role = rolesOf(stack).find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`The stack has no role ${name}.`);
  return role;
}

function withPolicies({ values }: Resource, resources: readonly Resource[]): Role {
  const ofRole = (type: string) =>
    resources.filter((resource) => resource.type === type && resource.values['role'] === values['name']);
  const written = new Map(
    resources
      .filter(({ type }) => type === 'aws_iam_policy')
      .map((policy) => [policy.values['arn'], String(policy.values['policy'])]),
  );
  const attached = ofRole('aws_iam_role_policy_attachment').map((attachment) =>
    String(attachment.values['policy_arn']),
  );
  const inline = [
    ...ofRole('aws_iam_role_policy').map((policy) => policy.values),
    ...((values['inline_policy'] ?? []) as Record<string, unknown>[]),
  ];
  return {
    name: String(values['name']),
    arn: String(values['arn']),
    trust: parsePolicy(String(values['assume_role_policy'])),
    policies: [
      ...inline.map((policy) => String(policy['policy'])),
      ...attached.flatMap((arn) => written.get(arn) ?? []),
    ].map(parsePolicy),
    foreignPolicyArns: attached.filter((arn) => !written.has(arn)),
  };
}
