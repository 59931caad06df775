import {
  costDifference,
  costReport,
  sumUsd,
  terraformEnvironments,
  type BuiltEnvironment,
  type CostReport,
  type Line,
  type Resource,
  type TerraformEnvironment,
} from '@fairway/infra';
import { describe, expect } from 'vitest';
import { settings } from './support/settings.js';
import { builtIn } from './support/built.js';
import { it, type StackRuns } from './support/stack-runs.js';
import { toldBy } from './support/told-by.js';

/** At the prices of us-east-1: the figures below must hold in any region of a fork. */
const priced = (...built: BuiltEnvironment[]) => costReport(built, 'us-east-1');

const reportOf = (runs: StackRuns, ...environments: TerraformEnvironment[]) =>
  priced(...environments.map((environment) => builtIn(runs, environment)));
const linesOf = ({ environments }: CostReport): Line[] =>
  environments.flatMap(({ components }) => components.flatMap(({ lines }) => lines));
const usd = (lines: readonly Line[]) => sumUsd(lines.map(({ monthlyUsd }) => monthlyUsd));
const resourcesOf = ({ stacks }: BuiltEnvironment) => stacks.flatMap(({ resources }) => resources);

/** The environment with one resource changed. */
function changed(built: BuiltEnvironment, change: (resource: Resource) => Resource): BuiltEnvironment {
  return {
    ...built,
    stacks: built.stacks.map(({ stack, resources }) => ({ stack, resources: resources.map(change) })),
  };
}

describe('the committed environments', () => {
  it.for(terraformEnvironments)(
    '%s has a price for everything in it, and its sums are right',
    (environment, { runs }) => {
      const report = reportOf(runs, environment);
      for (const { stack, resources } of builtIn(runs, environment).stacks)
        expect(resources.length, stack).toBeGreaterThan(0);
      expect(report.monthlyUsd).toBeGreaterThan(0);
      for (const { components, monthlyUsd } of report.environments) {
        expect(sumUsd(components.map((component) => component.monthlyUsd))).toBe(monthlyUsd);
        expect(usd(components.flatMap(({ lines }) => lines))).toBe(monthlyUsd);
      }
    },
  );

  it('add up to the total', ({ runs }) => {
    const { monthlyUsd, environments } = reportOf(runs, ...terraformEnvironments);
    expect(sumUsd(environments.map((environment) => environment.monthlyUsd))).toBe(monthlyUsd);
  });

  it('show exactly the assumptions that lines use, for their environments', ({ runs }) => {
    const report = reportOf(runs, 'dev');
    expect(report.assumptions.map(({ id }) => id).toSorted()).toEqual(
      [...new Set(linesOf(report).flatMap(({ assumption }) => assumption ?? []))].toSorted(),
    );
    expect(report.assumptions.map(({ id }) => id)).not.toContain('databaseIo');
    for (const { quantity } of report.assumptions) expect(Object.keys(quantity)).toEqual(['dev']);
  });

  it('cost more in production than in dev, in every component', ({ runs }) => {
    const [dev, production] = [reportOf(runs, 'dev'), reportOf(runs, 'production')];
    expect(production.monthlyUsd).toBeGreaterThan(2 * dev.monthlyUsd);
    for (const { component, monthlyUsd } of dev.environments.flatMap(({ components }) => components)) {
      const other = production.environments[0]?.components.find(
        (candidate) => candidate.component === component,
      )?.monthlyUsd;
      expect(other, component).toBeGreaterThanOrEqual(monthlyUsd);
    }
  });

  it.for([
    ['dev', 1],
    ['production', 3],
  ] as const)('%s pays for %d NAT gateways', ([environment, count], { runs }) => {
    const gateways = linesOf(reportOf(runs, environment)).filter(({ what }) => what === 'NAT gateway');
    expect([gateways.length, usd(gateways)]).toEqual([count, sumUsd(Array.from({ length: count }, () => 32.85))]);
  });

  it.for(['dev', 'production'] as const)(
    '%s pays for each interface endpoint in each of its zones',
    (environment, { runs }) => {
      const endpoints = resourcesOf(builtIn(runs, environment)).filter(
        ({ type, values }) => type === 'aws_vpc_endpoint' && values['vpc_endpoint_type'] === 'Interface',
      );
      const zones = endpoints.reduce((sum, { values }) => sum + (values['subnet_ids'] as string[]).length, 0);
      expect(zones).toBeGreaterThan(0);
      expect(
        usd(linesOf(reportOf(runs, environment)).filter(({ what }) => what.startsWith('interface endpoint'))),
      ).toBeCloseTo(7.3 * zones, 2);
    },
  );

  it('in production, MSK costs what the specification expects: 400 to 600', ({ runs }) => {
    const kafka = linesOf(reportOf(runs, 'production')).filter(
      ({ component, what }) => component === 'kafka' && what.startsWith('broker'),
    );
    expect(usd(kafka)).toBeGreaterThanOrEqual(400);
    expect(usd(kafka)).toBeLessThanOrEqual(600);
  });

  it('stay far enough below their budgets that the 80 percent forecast only warns of something unforeseen', ({
    runs,
  }) => {
    const budgets = resourcesOf(builtIn(runs, 'shared')).filter(({ type }) => type === 'aws_budgets_budget');
    const limitOf = (name: string) =>
      Number(budgets.find(({ values }) => values['name'] === name)?.values['limit_amount']);
    for (const environment of ['dev', 'production'] as const) {
      expect(reportOf(runs, environment).monthlyUsd, environment).toBeLessThan(
        0.8 * limitOf(`${settings.project}-${environment}`),
      );
    }
    expect(reportOf(runs, ...terraformEnvironments).monthlyUsd).toBeLessThan(
      0.8 * limitOf(`${settings.project}-account`),
    );
  });
});

it('are also priced in the region of the settings, whichever it is', ({ runs }) => {
  const report = costReport(terraformEnvironments.map((environment) => builtIn(runs, environment)));
  expect(report.monthlyUsd).toBeGreaterThan(0);
  expect(report.environments.map(({ region }) => region)).toEqual(terraformEnvironments.map(() => settings.region));
});

describe('a change of a committed environment', () => {
  const nodeGroups = (built: BuiltEnvironment, capacity: string) =>
    resourcesOf(built).filter(
      ({ type, values }) => type === 'aws_eks_node_group' && values['capacity_type'] === capacity,
    );

  it('to two nodes adds the price of both nodes', ({ runs }) => {
    const production = builtIn(runs, 'production');
    const [group = expect.unreachable('no on-demand nodes')] = nodeGroups(production, 'ON_DEMAND');
    const withNodes = (desired_size: number) => {
      const values = { instance_types: ['m5.large'], scaling_config: [{ desired_size }] };
      return changed(production, (resource) =>
        resource.address === group.address ? { ...resource, values: { ...resource.values, ...values } } : resource,
      );
    };
    const difference = costDifference(priced(withNodes(3)), priced(withNodes(5)));
    const [{ id }] = group.values['launch_template'] as [{ id: string }];
    const isTemplate = ({ type, values }: Resource) => type === 'aws_launch_template' && values['id'] === id;
    const template = resourcesOf(production).find(isTemplate) ?? expect.unreachable('no launch template');
    const [{ ebs }] = template.values['block_device_mappings'] as [{ ebs: [{ volume_size: number }] }];
    // m5.large, gp3, and the seven metrics of detailed monitoring
    expect(difference.differenceUsd).toBeCloseTo(2 * (730 * 0.096 + ebs[0].volume_size * 0.08 + 7 * 0.3), 1);
    expect(
      difference.changes.every(
        ({ component, resource }) => component === 'nodes' && resource === `cluster/${group.address}`,
      ),
    ).toBe(true);
    expect(difference.components).toEqual([
      { environment: 'production', component: 'nodes', differenceUsd: difference.differenceUsd },
    ]);
  });

  it('to an instance type without a price is rejected', ({ runs }) => {
    const dev = builtIn(runs, 'dev');
    const [group = expect.unreachable('no spot nodes')] = nodeGroups(dev, 'SPOT');
    const after = changed(dev, (resource) =>
      resource.address === group.address
        ? { ...resource, values: { ...resource.values, instance_types: ['q9.large'] } }
        : resource,
    );
    expect(() => priced(after)).toThrow('no EC2 instance type q9.large');
  });

  it('to an unclassified resource type is rejected, with stack and address', async ({ runs }) => {
    const dev = builtIn(runs, 'dev');
    const after = changed(dev, (resource) =>
      resource.type === 'aws_vpc' ? { ...resource, type: 'aws_networkfirewall_firewall' } : resource,
    );
    expect(await toldBy(() => priced(after))).toMatch(/network\/.*aws_networkfirewall_firewall[\s\S]*infra\/src\/cost/);
  });
});
