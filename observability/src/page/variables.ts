import { FairwayError } from '@fairway/errors';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * The value of each variable of the dashboard: as chosen, or else its first one.
 * @throws FairwayError usage for a variable or a value that the dashboard does not have
 */
export function valuesOfVariables(
  { uid, templating }: Dashboard,
  chosen: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const variables = new Map(
    (templating?.list ?? []).map(
      ({ name, options = [] }) => [name, options.map(({ value }) => String(value))] as const,
    ),
  );
  for (const [name, value] of Object.entries(chosen)) {
    const values = variables.get(name);
    if (values === undefined) {
      throw new FairwayError('usage', `The dashboard "${uid}" has no variable "${name}".`, {
        hint: variables.size === 0 ? 'Leave out --var.' : `Its variables: ${[...variables.keys()].join(', ')}.`,
      });
    }
    if (!values.includes(value)) {
      throw new FairwayError('usage', `"${value}" is no value of the variable "${name}".`, {
        hint: `Choose one of these: ${values.join(', ')}.`,
      });
    }
  }
  return new Map([...variables].map(([name, [first = '']]) => [name, chosen[name] ?? first]));
}
