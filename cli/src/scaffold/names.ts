import { FairwayError } from '@fairway/errors';

/** `parcel-service` as `ParcelService`; words end at dots, hyphens, underscores and blanks. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** Lines of a source; those that do not apply are left out. */
export function lines(...all: readonly (string | false)[]): string {
  return all.filter((line) => line !== false).join('\n');
}

/** @throws FairwayError usage */
export function requireKebabCase(what: string, name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return;
  throw new FairwayError('usage', `'${name}' is not a valid ${what} name.`, {
    hint: 'Write lower-case letters and digits, and single hyphens between words, for example parcel-notes.',
  });
}

/** @throws FairwayError usage, with all problems */
export function refuseIf(problems: readonly string[], hint: string): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  throw new FairwayError('usage', `${first}.`, {
    cause: others.length === 0 ? undefined : others.map((problem) => `${problem}.`).join('\n'),
    hint,
  });
}
