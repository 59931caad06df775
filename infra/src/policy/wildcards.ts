import type { Statement } from '../access/policy-document.js';
import { matchesAction } from '../access/wildcards.js';
import type { Rule } from './finding.js';
import { isKeyPolicy, isTrustPolicy, policiesIn, type PolicyInPlace } from './policies-in.js';

/** No right is wider than somebody decided. */
export const wildcards: Rule = (stack) =>
  policiesIn(stack).flatMap((place) => {
    const allowing = place.policy.statements.filter(({ effect }) => effect === 'Allow');
    return allowing
      .flatMap((statement) => problemsOf(statement, place))
      .map(({ problem, fix }) => ({
        address: place.resource.address,
        problem: `${place.argument} ${problem}`,
        fix,
      }));
  });

interface Problem {
  readonly problem: string;
  readonly fix: string;
}

function problemsOf(statement: Statement, place: PolicyInPlace): Problem[] {
  const { actions = [], notActions, notResources, resources = [], conditions } = statement;
  const found: Problem[] = [];
  if (notActions !== undefined || notResources !== undefined) {
    found.push({ problem: 'allows by NotAction or NotResource, so all that AWS will ever invent', fix: 'Name the actions and the resources.' });
  }
  if (isTrustPolicy(place)) found.push(...problemsOfTrust(statement));
  else if (!isKeyPolicy(place) && resources.some(isEverything)) {
    const wide = actions.filter((action) => action === '*' || action.endsWith(':*'));
    if (wide.length > 0 && conditions.length === 0) {
      found.push({ problem: `allows ${wide.join(', ')} on everything`, fix: 'Name the actions or the resources, or add a condition.' });
    }
    // A condition does not help: with the role of somebody stronger, a service does what its caller must not. Endpoints give no rights.
    if (actions.some((action) => matchesAction(action, 'iam:PassRole')) && place.resource.type !== 'aws_vpc_endpoint') {
      found.push({ problem: 'allows iam:PassRole on everything', fix: 'Name the roles that may be handed to a service.' });
    }
  }
  return found;
}

function problemsOfTrust({ principals = {}, conditions }: Statement): Problem[] {
  const found: Problem[] = [];
  if (Object.values(principals).some((ids) => ids.includes('*'))) {
    found.push({ problem: 'lets everybody take the role', fix: 'Name who may.' });
  }
  if (principals['Federated'] !== undefined && !conditions.some(({ operator, key }) => operator === 'StringEquals' && key.endsWith(':sub'))) {
    found.push({ problem: 'lets every user of an identity provider take the role', fix: 'Add StringEquals on the claim `sub`.' });
  }
  return found;
}

/** `*`, or an ARN that leaves open all that follows the service, such as `arn:aws:s3:::*`. */
const isEverything = (resource: string) => /^(\*|arn:[^:]+:[^:]+:[*:]*\*)$/.test(resource);
