import { isMet, type Context } from './conditions.js';
import { PolicyError, type PolicyDocument, type Statement } from './policy-document.js';
import { matchesAction, matchesResource } from './wildcards.js';

export type Decision = 'allowed' | 'explicit deny' | 'implicit deny';

export interface Request {
  /** Such as `kafka-cluster:WriteData`. */
  readonly action: string;
  /** ARN, or `*` for actions without one. Not needed for policies of trust, which speak of their own role. */
  readonly resource?: string;
  readonly context?: Context;
  /** Who asks; for policies that name whom they mean. */
  readonly principal?: { readonly kind: 'AWS' | 'Federated' | 'Service'; readonly id: string };
}

/**
 * What IAM answers a request, judged by these policies together: a Deny wins, else an Allow is needed. Organisation policies, boundaries
 * and sessions are not looked at.
 * @throws PolicyError when a policy uses what is not supported here; it never counts as allowed or as refused
 */
export function decide({ policies, ...request }: Request & { readonly policies: readonly PolicyDocument[] }): Decision {
  const applying = policies.flatMap(({ statements }) => statements).filter((statement) => applies(statement, request));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicit deny';
  return applying.length > 0 ? 'allowed' : 'implicit deny';
}

function applies(statement: Statement, { action, resource, context = {}, principal }: Request): boolean {
  return (
    coversAction(statement, action) &&
    coversResource(statement, resource) &&
    coversPrincipal(statement, principal) &&
    statement.conditions.every((condition) => isMet(condition, context))
  );
}

function coversAction({ actions, notActions }: Statement, action: string): boolean {
  if (actions !== undefined) return actions.some((pattern) => matchesAction(pattern, action));
  if (notActions !== undefined) return !notActions.some((pattern) => matchesAction(pattern, action));
  throw new PolicyError('A statement needs Action or NotAction.');
}

function coversResource({ resources, notResources, principals }: Statement, resource: string | undefined): boolean {
  const patterns = resources ?? notResources;
  if (patterns === undefined) {
    if (principals !== undefined) return true;
    throw new PolicyError('A statement without Principal needs Resource or NotResource.');
  }
  if (resource === undefined) throw new PolicyError('The request names no resource, and the policy asks for one.');
  return patterns.some((pattern) => matchesResource(pattern, resource)) === (resources !== undefined);
}

function coversPrincipal({ principals }: Statement, principal: Request['principal']): boolean {
  if (principals === undefined) return true;
  if (principal === undefined) throw new PolicyError('The request names no principal, and the policy asks for one.');
  const ids = [...(principals['*'] ?? []), ...(principals[principal.kind] ?? [])];
  return ids.some(
    (id) =>
      id === '*' || id === principal.id || (principal.kind === 'AWS' && accountOf(id) === principal.id.split(':')[4]),
  );
}

/** The account that a principal stands for as a whole: its number, or the ARN of its root. */
function accountOf(id: string): string | undefined {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
}
