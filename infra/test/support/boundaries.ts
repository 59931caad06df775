import { managedResources, stacksOf, type Values } from '@fairway/infra';
import type { Context } from '../../src/access/conditions.js';
import { decide, type Decision } from '../../src/access/decide.js';
import { parsePolicy, type PolicyDocument } from '../../src/access/policy-document.js';
import { rolesOf } from '../../src/access/roles.js';
import { settings } from './settings.js';
import type { StackRuns } from './stack-runs.js';

export type Environment = 'dev' | 'production';
export type Try = readonly [action: string, resource: string, context?: Context];

export const boundaryArn = (environment: string, { project, accountId } = settings) =>
  `arn:aws:iam::${accountId}:policy/${project}-boundary-${environment}`;

export const ownDatabase = (environment: string, { project, region, accountId } = settings) => ({
  'aws:ResourceTag/aws:rds:primaryDBInstanceArn': `arn:aws:rds:${region}:${accountId}:db:${project}-${environment}-database`,
});

export function valuesOf(runs: StackRuns, ...[environment, stack]: Parameters<StackRuns['state']>): Values {
  const { values } = runs.state(environment, stack);
  if (values === undefined) throw new Error(`${environment}/${stack} is empty.`);
  return values;
}

export function boundaryOf(runs: StackRuns, environment: Environment, of = settings): PolicyDocument {
  const resources = managedResources(valuesOf(runs, 'shared', 'global'));
  const policy = resources.find(
    ({ type, values }) => type === 'aws_iam_policy' && values['arn'] === boundaryArn(environment, of),
  );
  if (policy === undefined) throw new Error(`The stack global has no ${boundaryArn(environment, of)}.`);
  return parsePolicy(String(policy.values['policy']));
}

const administrator: PolicyDocument = {
  statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }],
};

/** What the most powerful role that apply can create may do: its policies and its boundary must both allow it. */
export function decidedBeneath(
  boundary: PolicyDocument,
  [action, resource, context = {}]: Try,
  { accountId } = settings,
): Decision {
  const request = { action, resource, context: { 'aws:PrincipalAccount': accountId, ...context } };
  const decisions = [administrator, boundary].map((policy) => decide({ policies: [policy], ...request }));
  return decisions.find((decision) => decision !== 'allowed') ?? 'allowed';
}

/** Addresses of the stack's roles without the boundary of its environment, and the number of its roles. */
export function unboundedRoles(
  runs: StackRuns,
  environment: Environment,
  stack: (typeof stacksOf)[Environment][number],
  of = settings,
) {
  const roles = managedResources(valuesOf(runs, environment, stack)).filter(({ type }) => type === 'aws_iam_role');
  const unbounded = roles
    .filter(({ values }) => values['permissions_boundary'] !== boundaryArn(environment, of))
    .map(({ address }) => address);
  return { count: roles.length, unbounded };
}

/**
 * Each right from policies of the environment's roles, in the situation that the policy requires; and those that the
 * boundary removes.
 */
export function lostBeneath(runs: StackRuns, environment: Environment, of = settings): { asked: Try[]; lost: Try[] } {
  const statements = stacksOf[environment]
    .flatMap((stack) => rolesOf(valuesOf(runs, environment, stack)))
    .flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
  const asked = statements.flatMap(({ actions = [], resources = [], conditions }) => {
    const met = conditions
      .filter(({ operator }) => operator !== 'Null')
      .map(({ key, values }) => [key, filled(values[0] ?? '')]);
    const context = { ...ownDatabase(environment, of), ...Object.fromEntries(met) };
    return actions.flatMap((action) => resources.map((resource): Try => [filled(action), filled(resource), context]));
  });
  const boundary = boundaryOf(runs, environment, of);
  return { asked, lost: asked.filter((right) => decidedBeneath(boundary, right, of) !== 'allowed') };
}

const filled = (pattern: string) => (pattern === '*' ? pattern : pattern.replaceAll('*', 'x'));
