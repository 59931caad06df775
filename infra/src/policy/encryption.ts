import { managedResources, type Resource } from '../plan/plan.js';
import { everyValue } from './attributes.js';
import { encryptionChecks } from './encryption-checks.js';
import type { Finding, Rule } from './finding.js';

/**
 * Stored data is encrypted, with our own key where AWS allows it. An unclassified type is a finding if one of its
 * arguments mentions encryption, so that new kinds of storage are not missed.
 */
export const encryption: Rule = (stack) => {
  const others = managedResources(stack);
  return others.flatMap((resource) => {
    const check = encryptionChecks[resource.type];
    return check === undefined
      ? unknownStorage(resource)
      : check({ address: resource.address, values: resource.values, path: '', others });
  });
};

function unknownStorage({ type, address, values }: Resource): Finding[] {
  const argument = [...everyArgumentName(values)].find((name) => /kms|encrypt/i.test(name));
  if (argument === undefined) return [];
  return [
    {
      address,
      problem: `${type} has ${argument}, but no check says how it must be encrypted`,
      fix: 'Add the type to encryption-checks.ts.',
    },
  ];
}

function* everyArgumentName(values: Resource['values']): Generator<string> {
  yield* Object.keys(values);
  for (const { name } of everyValue(values)) yield name;
}
