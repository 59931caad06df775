import { matchesText } from '../access/wildcards.js';
import type { AllowedDifference } from './allowed-differences.js';
import type { Difference } from './differences.js';
import type { Finding } from './finding.js';

/**
 * Every difference that is not allowed, and every allowed one that no longer exists, so that the list stays current.
 */
export function parityFindings(differences: readonly Difference[], allowed: readonly AllowedDifference[]): Finding[] {
  const unlisted = differences.filter(({ where }) => !allowed.some((entry) => matchesText(entry.where, where)));
  const unused = allowed.filter(
    (entry) => entry.optional !== true && !differences.some(({ where }) => matchesText(entry.where, where)),
  );
  return [
    ...unlisted.map(({ where, values }) => ({
      address: where,
      problem:
        values === undefined ? 'exists in one environment only' : `differs: ${values.map(short).join(' against ')}`,
      fix: 'Make both environments equal, or list the difference with its reason in allowed-differences.ts.',
    })),
    ...unused.map(({ where }) => ({
      address: where,
      problem: 'is listed as a difference, but both environments are equal',
      fix: 'Remove it from allowed-differences.ts.',
    })),
  ];
}

const short = (value: unknown) =>
  JSON.stringify(value ?? null).length > 200
    ? `${JSON.stringify(value).slice(0, 200)}…`
    : JSON.stringify(value ?? null);
