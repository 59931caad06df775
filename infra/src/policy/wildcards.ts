import type { Statement } from '../access/policy-document.js';
import { matchesAction } from '../access/wildcards.js';
import { managedResources, type Values } from '../plan/plan.js';
import type { Finding, Rule } from './finding.js';
import { isKeyPolicy, isTrustPolicy, policiesIn, type PolicyInPlace } from './policies-in.js';
import {
  acceptedManagedPolicies,
  acceptedOnEverything,
  isHarmless,
  makesRights,
  mayHaveWholeServices,
  namesNothing,
  narrows,
  writesIam,
} from './wide-rights.js';

/** No right is wider than it was decided to be. */
export const wildcards: Rule = (stack) => [
  ...policiesIn(stack).flatMap((place) => {
    const allowing = place.policy.statements.filter(({ effect }) => effect === 'Allow');
    return allowing
      .flatMap((statement) => problemsOf(statement, place))
      .map(({ problem, fix }) => ({
        address: place.resource.address,
        problem: `${place.argument} ${problem}`,
        fix,
      }));
  }),
  ...attachedPolicies(stack),
];

interface Problem {
  readonly problem: string;
  readonly fix: string;
}

function problemsOf(statement: Statement, place: PolicyInPlace): Problem[] {
  const { notActions, notResources, principals } = statement;
  const found: Problem[] = [];
  if (notActions !== undefined || notResources !== undefined) {
    found.push({
      problem: 'uses NotAction or NotResource, which includes everything that AWS will add later',
      fix: 'Name the actions and the resources.',
    });
  }
  if (isTrustPolicy(place)) return [...found, ...problemsOfTrust(statement)];
  if (isKeyPolicy(place)) return found;
  // For an endpoint's or a resource's policy, whose `*` is that resource.
  if (principals !== undefined) return [...found, ...wideServices(statement)];
  const own = isBoundary(place)
    ? []
    : [
        ...wideRights(statement, place),
        ...wholeServices(statement, place),
        ...escalations(statement),
        ...iamWrites(statement, place),
      ];
  return [...found, ...own, ...passedRoles(statement)];
}

/** Rights that name none of our resources, without a condition that limits them to these. */
function wideRights({ actions = [], resources = [], conditions }: Statement, place: PolicyInPlace): Problem[] {
  const open = resources.filter(namesNothing);
  if (open.length === 0 || conditions.some(narrows)) return [];
  const wide = actions.filter(
    (action) => !isHarmless(action) && !acceptedOnEverything(roleOf(place), action, conditions) && !isPassRole(action),
  );
  if (wide.length === 0) return [];
  return [
    {
      problem: `allows ${wide.join(', ')} on everything`,
      fix: 'Name the resources, or add a condition on their tags. wide-rights.ts lists what is accepted.',
    },
  ];
}

/**
 * Everything that a service offers, now and later, even if only on our resources: deleting them, opening them, giving
 * them away.
 */
function wholeServices({ actions = [], resources = [] }: Statement, place: PolicyInPlace): Problem[] {
  const whole = actions.filter(
    (action) => action !== '*' && action.endsWith(':*') && !mayHaveWholeServices(roleOf(place)),
  );
  if (whole.length === 0 || resources.some(namesNothing)) return [];
  return [{ problem: `allows all of ${whole.join(', ')}`, fix: 'Name the actions.' }];
}

function iamWrites({ actions = [] }: Statement, place: PolicyInPlace): Problem[] {
  const writes = actions.filter(
    (action) => writesIam(action) && !makesRights(action) && !mayHaveWholeServices(roleOf(place)),
  );
  return writes.length === 0
    ? []
    : [
        {
          problem: `allows ${writes.join(', ')}`,
          fix: 'Only the roles that apply Terraform may write in IAM, within their boundary.',
        },
      ];
}

const roleOf = ({ resource }: PolicyInPlace) => String(resource.values['role'] ?? resource.values['name']);

function wideServices({ actions = [], resources = [], conditions }: Statement): Problem[] {
  const wide = actions.filter((action) => action === '*' || action.endsWith(':*'));
  if (wide.length === 0 || conditions.length > 0 || !resources.some(namesNothing)) return [];
  return [
    {
      problem: `allows ${wide.join(', ')} on everything`,
      fix: 'Name the actions or the resources, or add a condition.',
    },
  ];
}

const isPassRole = (action: string) => action.toLowerCase().startsWith('iam:pass');

/** A condition does not help: with a more powerful role, a service can do what its caller must not. */
function passedRoles({ actions = [], resources = [] }: Statement): Problem[] {
  if (!resources.some(namesNothing) || !actions.some((action) => matchesAction(action, 'iam:PassRole'))) return [];
  return [{ problem: 'allows iam:PassRole on everything', fix: 'Name the roles that may be passed to a service.' }];
}

/** A role that can write its own rights has all of them, unless it stays within a boundary. */
function escalations({ actions = [], conditions }: Statement): Problem[] {
  const beneath = conditions.some(
    ({ operator, key }) => operator === 'StringEquals' && key === 'iam:PermissionsBoundary',
  );
  const making = actions.filter(makesRights);
  if (beneath || making.length === 0) return [];
  return [
    { problem: `allows ${making.join(', ')} without a boundary`, fix: 'Add StringEquals on iam:PermissionsBoundary.' },
  ];
}

function problemsOfTrust({ principals = {}, conditions }: Statement): Problem[] {
  const found: Problem[] = [];
  const isTied = (claim: string) =>
    conditions.some(({ operator, key }) => operator === 'StringEquals' && key.endsWith(`:${claim}`));
  if (Object.values(principals).some((ids) => ids.includes('*'))) {
    found.push({ problem: 'lets everyone assume the role', fix: 'Name the principals that may.' });
  }
  if (principals['AWS']?.some((id) => /^(arn:[^:]+:iam::)?\d{12}(:root)?$/.test(id)) === true) {
    found.push({ problem: 'lets a whole account assume the role', fix: 'Name the role that may.' });
  }
  if (principals['Federated'] !== undefined && !isTied('sub')) {
    found.push({
      problem: 'lets every user of an identity provider assume the role',
      fix: 'Add StringEquals on the claim `sub`.',
    });
  }
  if (principals['Federated'] !== undefined && !isTied('aud')) {
    found.push({ problem: 'accepts tokens that were issued for others', fix: 'Add StringEquals on the claim `aud`.' });
  }
  return found;
}

/**
 * A boundary is wide but grants nothing: a role's own policies must grant each right as well. Attached as a policy, it
 * would grant them.
 */
const isBoundary = ({ resource }: PolicyInPlace) =>
  resource.type === 'aws_iam_policy' && /-boundary-/.test(String(resource.values['name']));

function attachedPolicies(stack: Values): Finding[] {
  return managedResources(stack).flatMap(({ type, address, values }) => {
    const attached = type.endsWith('_policy_attachment')
      ? [values['policy_arn']]
      : type === 'aws_iam_role'
        ? managedPolicyArns(values)
        : [];
    return attached
      .map(String)
      .filter(
        (arn) =>
          (arn.includes(':iam::aws:policy/') && !acceptedManagedPolicies.has(arn.split('/').at(-1) ?? '')) ||
          arn.includes('-boundary-'),
      )
      .map((arn) => ({
        address,
        problem: `gives the rights of ${arn}`,
        fix: 'Write a separate policy; wide-rights.ts lists the accepted ones of AWS.',
      }));
  });
}

const managedPolicyArns = ({ managed_policy_arns: arns }: Readonly<Record<string, unknown>>) =>
  Array.isArray(arns) ? (arns as unknown[]) : [];
