import { managedResources } from '../plan/plan.js';
import { everyValue } from './attributes.js';
import type { RunRule } from './finding.js';

/** Nothing of ours names another AWS account: not in a policy, not as one that shares, peers, or copies. */
export const foreignAccounts: RunRule = (stack, { accountId }) =>
  managedResources(stack).flatMap(({ address, values }) =>
    [...everyValue(values)].flatMap(({ path, name, value }) =>
      accountsIn(name, value)
        .filter((account) => account !== accountId)
        .map((account) => ({
          address,
          problem: `${path} names the account ${account}`,
          fix: 'Name principals and resources of this account. For another account this rule must learn why.',
        })),
    ),
  );

/** In the fifth part of an ARN, as a principal, or as the value of an argument that is about accounts. */
function accountsIn(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const inArns = [...value.matchAll(/arn:[a-z-]+:[a-z\d-]*:[a-z\d-]*:(\d{12}):/g)];
  const asPrincipals = value.includes('"Statement"') ? [...value.matchAll(/"(\d{12})"/g)] : [];
  const asValue = /account|owner|principal/i.test(name) ? [...value.matchAll(/^(\d{12})$/g)] : [];
  return [...new Set([...inArns, ...asPrincipals, ...asValue].map(([, account = '']) => account))];
}
