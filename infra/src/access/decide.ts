import { isMet, type Context } from './conditions.js';
import { PolicyError, type PolicyDocument, type Statement } from './policy-document.js';
import { matchesAction, matchesResource } from './wildcards.js';

export type Decision = 'allowed' | 'explicit deny' | 'implicit deny';

export interface Request {
  /** For example `kafka-cluster:WriteData`. */
  readonly action: string;
  /** ARN, or `*` for actions without one. Trust policies do not need it, because they apply to their own role. */
  readonly resource?: string;
  readonly context?: Context;
  /** The caller; needed for policies with principals. */
  readonly principal?: { readonly kind: 'AWS' | 'Federated' | 'Service'; readonly id: string };
}

/**
 * IAM's answer to a request under these policies together: a Deny wins, otherwise an Allow is needed. Organisation
 * policies, boundaries and sessions are ignored.
 * @throws PolicyError when a policy uses something unsupported; it never counts as allowed or refused
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
  if (resource === undefined) throw new PolicyError('The request names no resource, but the policy requires one.');
  return patterns.some((pattern) => matchesResource(pattern, resource)) === (resources !== undefined);
}

function coversPrincipal({ principals }: Statement, principal: Request['principal']): boolean {
  if (principals === undefined) return true;
  if (principal === undefined) throw new PolicyError('The request names no principal, but the policy requires one.');
  const ids = [...(principals['*'] ?? []), ...(principals[principal.kind] ?? [])];
  return ids.some(
    (id) =>
      id === '*' || id === principal.id || (principal.kind === 'AWS' && accountOf(id) === principal.id.split(':')[4]),
  );
}

/** The account that a principal represents as a whole: its number, or the ARN of its root. */
function accountOf(id: string): string | undefined {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
}
