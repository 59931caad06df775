import { PolicyError } from './policy-document.js';

/** `*` stands for any text, `?` for one character. */
export function matchesText(pattern: string, value: string): boolean {
  return expression(pattern, () => '.*').test(value);
}

/** Actions are the one thing in a policy whose case does not matter. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesText(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * As in the element Resource: a `*` stays within its part of the ARN, the parts being divided by colons, unless it ends that part; then it
 * may reach beyond. Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export function matchesResource(pattern: string, resource: string): boolean {
  return expression(pattern, (next) => (next === undefined || next === ':' ? '.*' : '[^:]*')).test(resource);
}

/** As in ArnLike and ArnEquals, which are one: each of the six parts for itself. Source: IAM User Guide, "Condition operators". */
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
    throw new PolicyError(`Policy variables are not supported: ${pattern}. Name the value itself.`);
  const source = pattern.replaceAll(/[\\^$.+()[\]{}|*?]/g, (character, offset: number) => {
    if (character === '*') return star(pattern[offset + 1]);
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, 's');
}
