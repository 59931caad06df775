import { managedResources, type Values } from '../plan/plan.js';
import { everyValue } from './attributes.js';
import type { Finding, Run, RunRule } from './finding.js';
import { policiesIn } from './policies-in.js';

const environments = ['dev', 'production'] as const;

/**
 * The environments are independent: resources of one do not name the other, and roles of one have no rights in the
 * other.
 */
export const otherEnvironment: RunRule = (stack, run) =>
  run.environment === 'shared' ? rightsAcross(stack, run) : namesAcross(stack, run);

function namesAcross(stack: Values, { project, environment }: Run): Finding[] {
  const others = environments.filter((name) => name !== environment);
  return managedResources(stack).flatMap(({ address, values }) =>
    [...everyValue(values)].flatMap(({ path, value }) =>
      others
        .filter((other) => typeof value === 'string' && names(value, project, other))
        .map((other) => finding(address, path, other)),
    ),
  );
}

/**
 * Pipeline roles are created in one stack as `<project>-<purpose>-<environment>`. Their denials may name the other
 * environment.
 */
function rightsAcross(stack: Values, { project }: Run): Finding[] {
  return policiesIn(stack).flatMap(({ resource, argument, policy }) => {
    const own = environments.find((name) =>
      String(resource.values['role'] ?? resource.values['name']).endsWith(`-${name}`),
    );
    if (own === undefined) return [];
    const allowed = policy.statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ resources = [], conditions }) => [...resources, ...conditions.flatMap(({ values }) => values)]);
    return environments
      .filter((other) => other !== own && allowed.some((text) => names(text, project, other)))
      .map((other) => finding(resource.address, argument, other));
  });
}

const names = (text: string, project: string, environment: string) =>
  new RegExp(`(?<![a-z\\d])(${project}[-/]|${project}-[a-z]+-|serviceaccount:)${environment}(?![a-z\\d])`).test(text);

const finding = (address: string, path: string, other: string): Finding => ({
  address,
  problem: `${path} names ${other}`,
  fix: 'Name resources of the own environment: var.environment, or what its own stacks hand over.',
});
