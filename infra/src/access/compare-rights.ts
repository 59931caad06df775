import { decide } from './decide.js';
import type { Role } from './roles.js';
import type { Right } from './service-rights.js';

/** A right that a role has but must not have, or lacks but needs, on one line. */
export type Difference = `may ${string}` | `may not ${string}`;

/** Asks a role all questions and compares the answers with what it needs. */
export function compareRights(role: Role, needed: readonly Right[], questions: readonly Right[]): Difference[] {
  const neededLines = new Set(needed.map(lineOf));
  // Needed rights are always asked as well: a missing question must not hide that one is missing.
  const asked = new Map([...questions, ...needed].map((right) => [lineOf(right), right]));
  return [...asked].flatMap(([line, right]): Difference[] => {
    const isAllowed = decide({ policies: role.policies, ...right }) === 'allowed';
    if (isAllowed === neededLines.has(line)) return [];
    return [isAllowed ? `may ${line}` : `may not ${line}`];
  });
}

function lineOf({ action, resource, context }: Right): string {
  const situation = Object.entries(context ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  return [action, resource, ...situation].join(' ');
}
