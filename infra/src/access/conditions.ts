import { PolicyError, type Condition } from './policy-document.js';
import { matchesArn, matchesText } from './wildcards.js';

/** The condition keys of a request, such as `aws:SourceAccount`; a list where AWS has one, such as `aws:TagKeys`. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

type Comparison = (expected: string, actual: string) => boolean;

const equal: Comparison = (expected, actual) => {
  if (expected.includes('${'))
    throw new PolicyError(`Policy variables are not supported: ${expected}. Write the value itself.`);
  return expected === actual;
};
const equalIgnoringCase: Comparison = (expected, actual) => equal(expected.toLowerCase(), actual.toLowerCase());

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matchesText,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalIgnoringCase,
};

/**
 * Whether the request meets a condition of a statement.
 * @throws PolicyError for an unknown operator, and for several values where one is compared
 */
export function isMet({ operator, key, values }: Condition, context: Context): boolean {
  const actual = valuesOf(context, key);
  if (operator === 'Null') return values.includes(String(actual === undefined));
  const { set, name, ifExists } = parseOperator(operator);
  const matches = comparisonOf(operator, name, values);
  if (set === 'ForAllValues') return (actual ?? []).every(matches);
  if (set === 'ForAnyValue') return (actual ?? []).some(matches);
  // Without the key, "not equal" is true and "equal" is false; IfExists makes both true.
  if (actual === undefined) return ifExists || name.includes('Not');
  const [value, ...others] = actual;
  if (value === undefined || others.length > 0)
    throw new PolicyError(
      `${operator} compares one value, but ${key} has ${actual.length}: use ForAnyValue or ForAllValues.`,
    );
  return matches(value);
}

function parseOperator(operator: string): { set: string | undefined; name: string; ifExists: boolean } {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
}

function comparisonOf(operator: string, name: string, values: readonly string[]): (actual: string) => boolean {
  const compare = comparisons[name.replace('Not', '')];
  if (compare === undefined || name === 'NotBool')
    throw new PolicyError(`The condition operator ${operator} is not supported.`);
  const isNegated = name.includes('Not');
  return (actual) => values.some((expected) => compare(expected, actual)) !== isNegated;
}

/** Names of condition keys are case-insensitive. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return typeof found === 'string' ? [found] : found;
}
