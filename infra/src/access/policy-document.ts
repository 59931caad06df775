/** An IAM policy with its statements in one form: always lists, and conditions as a list. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /**
   * The principals by kind (`AWS`, `Service`, `Federated`); `Principal: "*"` is read as `*` of kind `*`. Absent in
   * identity policies.
   */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  readonly conditions: readonly Condition[];
}

/** For example operator `StringEquals`, key `aws:SourceAccount`, values `["111122223333"]`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A policy that cannot be judged: it is not a policy, or it uses something unsupported. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const elements = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']);

/**
 * Reads a policy in JSON.
 * @throws PolicyError for an unknown element: ignoring it could hide a right
 */
export function parsePolicy(json: string): PolicyDocument {
  const document = JSON.parse(json) as { Statement?: unknown };
  if (!isRecord(document) || document['Statement'] === undefined)
    throw new PolicyError(`Not an IAM policy, because it has no Statement: ${json}`);
  const statements = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  return { statements: statements.map(parseStatement) };
}

/** The policy in a string, if it is one. */
export function policyIn(text: string): PolicyDocument | undefined {
  if (!text.trimStart().startsWith('{') || !text.includes('"Statement"')) return undefined;
  return parsePolicy(text);
}

function parseStatement(statement: unknown): Statement {
  if (!isRecord(statement)) throw new PolicyError(`A statement is an object, not ${JSON.stringify(statement)}`);
  const unknown = Object.keys(statement).filter((element) => !elements.has(element));
  if (unknown.length > 0)
    throw new PolicyError(`Statements with ${unknown.join(', ')} are not supported; use ${[...elements].join(', ')}.`);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicyError(`Effect is Allow or Deny, not ${JSON.stringify(effect)}`);
  return {
    effect,
    ...(typeof statement['Sid'] === 'string' && { sid: statement['Sid'] }),
    ...optional('actions', statement['Action']),
    ...optional('notActions', statement['NotAction']),
    ...optional('resources', statement['Resource']),
    ...optional('notResources', statement['NotResource']),
    ...(statement['Principal'] !== undefined && { principals: parsePrincipals(statement['Principal']) }),
    conditions: parseConditions(statement['Condition']),
  };
}

function optional<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string[]>> {
  return value === undefined ? {} : ({ [name]: list(value) } as Record<Name, string[]>);
}

function parsePrincipals(principal: unknown): Record<string, string[]> {
  if (principal === '*') return { '*': ['*'] };
  if (!isRecord(principal)) throw new PolicyError(`Principal is "*" or an object, not ${JSON.stringify(principal)}`);
  return Object.fromEntries(Object.entries(principal).map(([kind, ids]) => [kind, list(ids)]));
}

function parseConditions(condition: unknown): Condition[] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) throw new PolicyError(`Condition is an object, not ${JSON.stringify(condition)}`);
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isRecord(keys))
      throw new PolicyError(`The condition ${operator} is an object of keys, not ${JSON.stringify(keys)}`);
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: list(values) }));
  });
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => {
    if (typeof item === 'string' || typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw new PolicyError(`A text or a list of texts, not ${JSON.stringify(value)}`);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
