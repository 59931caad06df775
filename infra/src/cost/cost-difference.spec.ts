import { describe, expect, it } from 'vitest';
import { costDifference } from './cost-difference.js';
import { costReport, type CostReport } from './cost-report.js';

const address = (environment: 'dev' | 'production', names: readonly string[]): CostReport['environments'][number] => {
  const [built] = costReport([
    {
      environment,
      stacks: [
        {
          stack: 'network',
          resources: names.map((name) => ({
            address: `aws_eip.${name}`,
            mode: 'managed',
            type: 'aws_eip',
            name,
            values: {},
          })),
        },
      ],
    },
  ]).environments;
  if (built === undefined) throw new Error('no environment was priced');
  return built;
};
const report = (...environments: CostReport['environments']): CostReport => ({
  monthlyUsd: 0,
  environments,
  standIns: [],
  standInUsd: 0,
  assumptions: [],
});

describe('a difference', () => {
  it('is empty between equal reports', () => {
    const same = report(address('dev', ['a']));
    expect(costDifference(same, same)).toEqual({ differenceUsd: 0, components: [], changes: [] });
  });

  it('lists what is new and what is gone, with environment, component and resource', () => {
    const { differenceUsd, components, changes } = costDifference(
      report(address('dev', ['a']), address('production', ['a', 'b'])),
      report(address('dev', ['c', 'd']), address('production', ['a', 'b'])),
    );
    expect(differenceUsd).toBe(3.65);
    expect(components).toEqual([{ environment: 'dev', component: 'network', differenceUsd: 3.65 }]);
    const common = { environment: 'dev', component: 'network', what: 'public IPv4 address' };
    expect(changes).toEqual([
      { ...common, resource: 'network/aws_eip.a', beforeUsd: 3.65, afterUsd: null, differenceUsd: -3.65 },
      { ...common, resource: 'network/aws_eip.c', beforeUsd: null, afterUsd: 3.65, differenceUsd: 3.65 },
      { ...common, resource: 'network/aws_eip.d', beforeUsd: null, afterUsd: 3.65, differenceUsd: 3.65 },
    ]);
  });

  it('of a new environment is its whole cost', () => {
    expect(costDifference(report(), report(address('dev', ['a', 'b']))).differenceUsd).toBe(7.3);
  });

  it('adds up lines with the same description', () => {
    const twice = address('dev', ['a', 'a']);
    expect(costDifference(report(address('dev', ['a'])), report(twice))).toMatchObject({
      changes: [{ beforeUsd: 3.65, afterUsd: 7.3 }],
    });
  });
});
