import { matchesText } from '../access/wildcards.js';
import type { AllowedDifference } from './allowed-differences.js';
import type { Difference } from './differences.js';
import type { Finding } from './finding.js';

/** Every difference that is not allowed, and every one that is allowed and no longer there: the list says what is, not what once was. */
export function parityFindings(differences: readonly Difference[], allowed: readonly AllowedDifference[]): Finding[] {
  const unlisted = differences.filter(({ where }) => !allowed.some((entry) => matchesText(entry.where, where)));
  const unused = allowed.filter((entry) => !differences.some(({ where }) => matchesText(entry.where, where)));
  return [
    ...unlisted.map(({ where, values }) => ({
      address: where,
      problem: values === undefined ? 'is in one environment only' : `differs: ${values.map(short).join(' against ')}`,
      fix: 'Make both environments alike, or list the difference with its reason in allowed-differences.ts.',
    })),
    ...unused.map(({ where }) => ({
      address: where,
      problem: 'is listed as a difference, and both environments are alike',
      fix: 'Take it out of allowed-differences.ts.',
    })),
  ];
}

const short = (value: unknown) =>
  JSON.stringify(value ?? null).length > 200
    ? `${JSON.stringify(value).slice(0, 200)}…`
    : JSON.stringify(value ?? null);
