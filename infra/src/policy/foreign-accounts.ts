import { managedResources } from '../plan/plan.js';
import { everyValue } from './attributes.js';
import type { RunRule } from './finding.js';

/** No resource names another AWS account, whether in a policy or for sharing, peering or copying. */
export const foreignAccounts: RunRule = (stack, { accountId }) =>
  managedResources(stack).flatMap(({ address, values }) =>
    [...everyValue(values)].flatMap(({ path, name, value }) =>
      accountsIn(name, value)
        .filter((account) => account !== accountId)
        .map((account) => ({
          address,
          problem: `${path} names the account ${account}`,
          fix: 'Name principals and resources of this account. If another account is needed, this rule must say why.',
        })),
    ),
  );

/** Looks in the fifth part of ARNs, at principals, and at arguments about accounts. */
function accountsIn(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const inArns = [...value.matchAll(/arn:[a-z-]+:[a-z\d-]*:[a-z\d-]*:(\d{12}):/g)];
  const asPrincipals = value.includes('"Statement"') ? [...value.matchAll(/"(\d{12})"/g)] : [];
  const asValue = /account|owner|principal/i.test(name) ? [...value.matchAll(/^(\d{12})$/g)] : [];
  return [...new Set([...inArns, ...asPrincipals, ...asValue].map(([, account = '']) => account))];
}
