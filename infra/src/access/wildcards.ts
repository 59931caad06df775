import { PolicyError } from './policy-document.js';

/** `*` matches any text, `?` one character. */
export function matchesText(pattern: string, value: string): boolean {
  return expression(pattern, () => '.*').test(value);
}

/** Actions are the only part of a policy that is case-insensitive. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesText(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * Matches like the element Resource: a `*` stays within its colon-separated part of the ARN, unless it ends that part;
 * then it may match beyond. Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export function matchesResource(pattern: string, resource: string): boolean {
  return expression(pattern, (next) => (next === undefined || next === ':' ? '.*' : '[^:]*')).test(resource);
}

/**
 * Matches like ArnLike and ArnEquals, which are the same: each of the six parts separately. Source: IAM User Guide,
 * "Condition operators".
 */
export function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [arnParts(pattern), arnParts(arn)];
  return (
    patterns.length === 6 &&
    parts.length === 6 &&
    patterns.every((part, index) => matchesText(part, parts[index] ?? ''))
  );
}

function arnParts(arn: string): string[] {
  const [partition, name, service, region, account, ...resource] = arn.split(':');
  return [partition, name, service, region, account, resource.length === 0 ? undefined : resource.join(':')].filter(
    (part) => part !== undefined,
  );
}

function expression(pattern: string, star: (next: string | undefined) => string): RegExp {
  if (pattern.includes('${'))
    throw new PolicyError(`Policy variables are not supported: ${pattern}. Write the value itself.`);
  const source = pattern.replaceAll(/[\\^$.+()[\]{}|*?]/g, (character, offset: number) => {
    if (character === '*') return star(pattern[offset + 1]);
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, 's');
}
