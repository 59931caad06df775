import { decide } from './decide.js';
import type { Role } from './roles.js';
import type { Right } from './service-rights.js';

/** A right that a role has and must not have, or lacks and needs, in one line. */
export type Difference = `may ${string}` | `may not ${string}`;

/** Asks a role everything, and compares with what it needs. */
export function compareRights(role: Role, needed: readonly Right[], questions: readonly Right[]): Difference[] {
  const neededLines = new Set(needed.map(lineOf));
  // What is needed is asked as well: a question left out must not hide that it is missing.
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
