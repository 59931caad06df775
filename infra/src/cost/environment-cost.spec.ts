import { describe, expect, it } from 'vitest';
import { toldBy } from '../../test/support/told-by.js';
import type { Resource } from '../plan/plan.js';
import type { TerraformEnvironment } from '../terraform/stacks.js';
import { costReport } from './cost-report.js';
import { environmentCost } from './environment-cost.js';
import { sumUsd, type Line } from './line.js';

const resource = (type: string, values: Record<string, unknown> = {}, name = 'this'): Resource => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  values,
});

const kafka = (changes: { brokers?: number; type?: string; gib?: number; level?: string } = {}) =>
  resource('aws_msk_cluster', {
    number_of_broker_nodes: changes.brokers ?? 1,
    enhanced_monitoring: changes.level ?? 'DEFAULT',
    broker_node_group_info: [
      {
        instance_type: changes.type ?? 'kafka.t3.small',
        storage_info: [{ ebs_storage_info: [{ volume_size: changes.gib ?? 100 }] }],
      },
    ],
  });

const template = (values: Record<string, unknown> = {}) =>
  resource('aws_launch_template', {
    id: 'lt-1',
    block_device_mappings: [{ ebs: [{ volume_type: 'gp3', volume_size: 50, ...values }] }],
    monitoring: [],
  });
const nodes = (values: Record<string, unknown> = {}) =>
  resource('aws_eks_node_group', {
    capacity_type: 'ON_DEMAND',
    instance_types: ['m6i.large', 'm5.large'],
    scaling_config: [{ desired_size: 3 }],
    launch_template: [{ id: 'lt-1' }],
    ...values,
  });

const aurora = (values: Record<string, unknown> = {}) =>
  resource('aws_rds_cluster', {
    id: 'fairway',
    engine: 'aurora-postgresql',
    storage_type: '',
    database_insights_mode: 'standard',
    ...values,
  });
const auroraInstance = (instanceClass = 'db.r7g.large') =>
  resource('aws_rds_cluster_instance', { cluster_identifier: 'fairway', instance_class: instanceClass });
const instance = (values: Record<string, unknown> = {}) =>
  resource('aws_db_instance', {
    engine: 'postgres',
    storage_type: 'gp3',
    multi_az: false,
    instance_class: 'db.t4g.small',
    allocated_storage: 20,
    ...values,
  });

function owned(resources: readonly Resource[], environment: TerraformEnvironment = 'production'): Line[] {
  const { components } = environmentCost(environment, resources);
  return components.flatMap(({ lines }) => lines).filter((line) => line.resource !== null);
}
const monthly = (...resources: Resource[]) => sumUsd(owned(resources).map(({ monthlyUsd }) => monthlyUsd));
const expectWithin1Percent = (actual: number, golden: number) =>
  expect(Math.abs(actual - golden) / golden, `${actual} for ${golden}`).toBeLessThan(0.01);

/** Figures from public references: mostly Infracost's golden files, otherwise the price list times 730 hours. */
describe('the monthly price matches public references:', () => {
  it.each<[string, number, Resource[]]>([
    ['EKS', 73, [resource('aws_eks_cluster', { version: '1.35' })]],
    ['EKS in extended support', 438, [resource('aws_eks_cluster', { version: '1.32' })]],
    ['NAT gateway', 32.85, [resource('aws_nat_gateway')]],
    ['public IPv4 address', 3.65, [resource('aws_eip')]],
    [
      'interface endpoint in one zone',
      7.3,
      [resource('aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', subnet_ids: ['a'] })],
    ],
    [
      'interface endpoint in two zones',
      14.6,
      [resource('aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', subnet_ids: ['a', 'b'] })],
    ],
    ['hosted zone', 0.5, [resource('aws_route53_zone')]],
    ['web ACL with 16 rules', 21, [resource('aws_wafv2_web_acl', { rule: Array.from({ length: 16 }, () => ({})) })]],
    ['MSK t3.small with 100 GB', 33.29 + 10, [kafka()]],
    ['MSK, two t3.small with 500 GB each', 66.58 + 100, [kafka({ brokers: 2, gib: 500 })]],
    ['MSK, three m7g.large with 500 GB each', 446.76 + 150, [kafka({ brokers: 3, type: 'kafka.m7g.large', gib: 500 })]],
    ['RDS t4g.small with 20 GB gp3', 23.36 + 2.3, [instance()]],
    ['KMS key', 1, [resource('aws_kms_key')]],
    ['KMS key from its third year on, rotated each year', 3, [resource('aws_kms_key', { enable_key_rotation: true })]],
    ['secret', 0.4, [resource('aws_secretsmanager_secret')]],
    ['alarm', 0.1, [resource('aws_cloudwatch_metric_alarm')]],
    [
      'alarm over two metrics',
      0.2,
      [
        resource('aws_cloudwatch_metric_alarm', {
          metric_query: [{ metric: [{}] }, { metric: [{}] }, { expression: 'a/b' }],
        }),
      ],
    ],
    ['three on-demand nodes m6i.large with 50 GB', 3 * (70.08 + 4), [nodes(), template()]],
    [
      'bastion t4g.nano with 8 GB',
      3.07 + 0.64,
      [
        resource('aws_instance', {
          instance_type: 't4g.nano',
          root_block_device: [{ volume_type: 'gp3', volume_size: 8 }],
        }),
      ],
    ],
  ])('%s: %d', (_, golden, resources) => {
    expectWithin1Percent(monthly(...resources), golden);
  });

  it.each([
    ['NAT data', 0.045, [resource('aws_nat_gateway')], 'data through NAT gateways'],
    ['LCU', 0.008, [resource('aws_eks_cluster', { version: '1.35' })], 'load balancer capacity'],
    ['flow logs', 0.5, [resource('aws_flow_log')], 'VPC flow logs'],
  ])('unit price of %s: %d', (_, golden, resources, what) => {
    const lines = environmentCost('production', resources).components.flatMap((component) => component.lines);
    expect(lines.find((line) => line.what === what)?.unitPriceUsd).toBe(golden);
  });

  it('the load balancer of the cluster: 16.43, and 5.84 per LCU', () => {
    const { components } = environmentCost('production', [resource('aws_eks_cluster', { version: '1.35' })]);
    const lines = components.find(({ component }) => component === 'ingress')?.lines ?? [];
    expect(Object.fromEntries(lines.map(({ what, monthlyUsd }) => [what, monthlyUsd]))).toEqual({
      'application load balancer': 16.43,
      'load balancer capacity': 5.84,
      'public IPv4 address of the load balancer': 10.95,
    });
  });
});

describe('the price depends on', () => {
  it('the capacity: spot is a percentage of the mean price of its types', () => {
    const spot = nodes({
      capacity_type: 'SPOT',
      instance_types: ['m6i.large', 'm5a.large'],
      scaling_config: [{ desired_size: 10 }],
    });
    expectWithin1Percent(monthly(spot, template()), 10 * (730 * 0.091 * 0.4 + 4));
  });

  it('gp3 performance beyond what is included, and on detailed monitoring', () => {
    const fast = {
      ...template({ iops: 4000, throughput: 225 }),
      values: { ...template({ iops: 4000, throughput: 225 }).values, monitoring: [{ enabled: true }] },
    };
    expectWithin1Percent(monthly(nodes(), fast), 3 * (70.08 + 4 + 5 + 4 + 2.1));
  });

  it('the storage of Aurora: I/O-Optimized adds 30 percent per instance and makes I/O free', () => {
    const standard = owned([aurora(), auroraInstance()]);
    const optimized = owned([aurora({ storage_type: 'aurora-iopt1' }), auroraInstance()]);
    const usd = (lines: Line[], what: string) => lines.find((line) => line.what === what)?.monthlyUsd ?? 0;
    expectWithin1Percent(usd(standard, 'Aurora instance db.r7g.large'), 201.48);
    expectWithin1Percent(usd(optimized, 'Aurora instance db.r7g.large'), 262.07);
    expect([usd(standard, 'Aurora I/O') > 0, usd(optimized, 'Aurora I/O')]).toEqual([true, 0]);
  });

  it('Database Insights: 18.25 for the two vCPUs of a large instance', () => {
    const advanced = monthly(aurora({ database_insights_mode: 'advanced' }), auroraInstance());
    expectWithin1Percent(advanced - monthly(aurora(), auroraInstance()), 18.25);
  });

  it('the level of broker metrics', () => {
    expectWithin1Percent(monthly(kafka({ level: 'PER_BROKER' })) - monthly(kafka()), 15);
  });

  it('the secret that RDS creates by itself', () => {
    expect(sumUsd([monthly(instance({ manage_master_user_password: true })), -monthly(instance())])).toBe(0.4);
  });

  it('the kind of scan', () => {
    expect(owned([resource('aws_ecr_registry_scanning_configuration', { scan_type: 'BASIC' })], 'shared')).toEqual([]);
    expect(
      owned([resource('aws_ecr_registry_scanning_configuration', { scan_type: 'ENHANCED' })], 'shared'),
    ).toHaveLength(2);
  });

  it('not on a gateway endpoint, which is free', () => {
    expect(monthly(resource('aws_vpc_endpoint', { vpc_endpoint_type: 'Gateway' }))).toBe(0);
  });
});

describe('rejected instead of guessed:', () => {
  it.each<[string, RegExp, Resource[]]>([
    [
      'an unclassified type',
      /aws_redshift_cluster\.this has the type aws_redshift_cluster[\s\S]*infra\/src\/cost\/pricers/,
      [resource('aws_redshift_cluster')],
    ],
    [
      'an EC2 type',
      /no EC2 instance type p5\.48xlarge[\s\S]*instance-prices\.ts/,
      [nodes({ instance_types: ['p5.48xlarge'] }), template()],
    ],
    [
      'a size that its family does not have',
      /no EC2 instance type m6i\.nano/,
      [nodes({ instance_types: ['m6i.nano'] }), template()],
    ],
    [
      'a spot type',
      /no EC2 instance type x9\.large/,
      [nodes({ capacity_type: 'SPOT', instance_types: ['m5.large', 'x9.large'] }), template()],
    ],
    ['a broker type', /no MSK broker type kafka\.m9\.large/, [kafka({ type: 'kafka.m9.large' })]],
    [
      'a level of metrics',
      /enhanced_monitoring only DEFAULT and PER_BROKER/,
      [kafka({ level: 'PER_TOPIC_PER_BROKER' })],
    ],
    ['an RDS class', /no RDS instance class db\.x9\.large/, [instance({ instance_class: 'db.x9.large' })]],
    ['an engine', /for engine only postgres/, [instance({ engine: 'mysql' })]],
    ['another storage', /for storage_type only gp3/, [instance({ storage_type: 'io2' })]],
    ['a second zone', /for multi_az only false/, [instance({ multi_az: true })]],
    [
      'insights into an instance',
      /database_insights_mode only standard/,
      [instance({ database_insights_mode: 'advanced' })],
    ],
    ['an Aurora class', /no Aurora instance class db\.x9\.large/, [aurora(), auroraInstance('db.x9.large')]],
    ['an Aurora engine', /for engine only aurora-postgresql/, [aurora({ engine: 'aurora-mysql' })]],
    ['an instance without its cluster', /belongs to a cluster that is not in the plan/, [auroraInstance()]],
    ['a Kubernetes version', /Kubernetes 1\.99[\s\S]*sixfold/, [resource('aws_eks_cluster', { version: '1.99' })]],
    [
      'an endpoint',
      /GatewayLoadBalancer/,
      [resource('aws_vpc_endpoint', { vpc_endpoint_type: 'GatewayLoadBalancer' })],
    ],
    ['nodes without their launch template', /launch template that is not in the plan/, [nodes()]],
    ['another volume', /has type io2[\s\S]*Use gp3/, [nodes(), template({ volume_type: 'io2' })]],
    ['a missing value', /number_of_broker_nodes is not a number/, [resource('aws_msk_cluster')]],
  ])('%s', async (_, message, resources) => {
    expect(await toldBy(() => environmentCost('production', resources))).toMatch(message);
  });
});

describe('sums', () => {
  const everything = [
    resource('aws_vpc'),
    resource('aws_nat_gateway', {}, 'a'),
    resource('aws_nat_gateway', {}, 'b'),
    resource('aws_kms_key'),
    resource('aws_s3_bucket'),
    kafka({ brokers: 3, type: 'kafka.m7g.large' }),
    aurora(),
    auroraInstance(),
    nodes(),
    template(),
    resource('aws_eks_cluster', { version: '1.36' }),
  ];
  const cost = environmentCost('production', everything);

  it('add up to their components, and these to the total, to the cent', () => {
    for (const { lines, monthlyUsd } of cost.components)
      expect(sumUsd(lines.map((line) => line.monthlyUsd))).toBe(monthlyUsd);
    expect(sumUsd(cost.components.map(({ monthlyUsd }) => monthlyUsd))).toBe(cost.monthlyUsd);
    expect(sumUsd(cost.components.flatMap(({ lines }) => lines.map((line) => line.monthlyUsd)))).toBe(cost.monthlyUsd);
    expect(cost.monthlyUsd).toBeGreaterThan(1000);
  });

  it('are sorted by amount, largest first', () => {
    const amounts = cost.components.map(({ monthlyUsd }) => monthlyUsd);
    expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
  });

  it('count usage once, however many resources share it', () => {
    const data = cost.components
      .flatMap(({ lines }) => lines)
      .filter(({ what }) => what === 'data through NAT gateways');
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ resource: null, assumption: 'natData' });
  });

  it("include Karpenter's nodes, which are not in any plan", () => {
    const { components } = environmentCost('production', [resource('aws_sqs_queue')]);
    expect(components).toMatchObject([
      { component: 'nodes', lines: [{ resource: null, assumption: 'karpenterNodes' }] },
    ]);
    expectWithin1Percent(components[0]?.monthlyUsd ?? 0, 7 * 730 * 0.096 * 0.4);
  });

  it('exclude usage of resources that the environment does not have', () => {
    const { components } = environmentCost('production', [resource('aws_kms_key')]);
    expect(components.flatMap(({ lines }) => lines.map(({ what }) => what))).toEqual(['KMS requests', 'KMS key']);
  });
});

describe('in another region', () => {
  const there = (region: string, ...resources: Resource[]) =>
    environmentCost(
      'production',
      resources.map((each) => ({ ...each, values: { ...each.values, region } })),
    ).components.flatMap(({ lines }) => lines);

  it.each([
    ['eu-central-1', 'NAT gateway', 0.052, resource('aws_nat_gateway')],
    ['eu-west-1', 'NAT gateway', 0.048, resource('aws_nat_gateway')],
    ['us-west-2', 'NAT gateway', 0.045, resource('aws_nat_gateway')],
    ['eu-central-1', 'PostgreSQL instance db.t4g.small', 0.037, instance()],
    ['eu-west-1', 'PostgreSQL storage', 0.127, instance()],
    ['eu-central-1', 'KMS key', 1, resource('aws_kms_key')],
    ['us-west-2', 'broker kafka.m7g.large', 0.204, kafka({ type: 'kafka.m7g.large' })],
  ])('%s: %s costs %d', (region, what, usd, ...resources) => {
    expect(there(region, ...resources).find((line) => line.what === what)).toMatchObject({
      unitPriceUsd: usd,
      priceRegion: region,
    });
  });

  it('marks prices that are taken from us-east-1', () => {
    const [broker] = there('eu-central-1', kafka({ type: 'kafka.m7g.large' }));
    expect(broker).toMatchObject({ unitPriceUsd: 0.204, priceRegion: 'us-east-1' });
    expect(there('ap-south-1', resource('aws_nat_gateway'))[0]).toMatchObject({
      unitPriceUsd: 0.045,
      priceRegion: 'us-east-1',
    });
  });

  it('uses us-east-1 for all spot nodes when the price of one type is unknown', () => {
    const types = (...instance_types: string[]) =>
      there('eu-west-1', nodes({ capacity_type: 'SPOT', instance_types }), template());
    expect(types('m6i.large', 'm7i.large')[0]).toMatchObject({ priceRegion: 'eu-west-1' });
    expect(types('m6i.large', 'm7a.large')[0]).toMatchObject({ priceRegion: 'us-east-1' });
  });

  it.each(['eu-centrl-1', 'us-gov-west-1', ''])(
    '%j is rejected, because an estimate would use the prices of another region',
    (region) => {
      expect(() => there(region, resource('aws_eip'))).toThrow(`${region} is not a known AWS region`);
    },
  );

  it('a report says how much of the sum uses prices of us-east-1', () => {
    const resources = [kafka(), resource('aws_eip')].map((each) => ({
      ...each,
      values: { ...each.values, region: 'eu-central-1' },
    }));
    const { standIns, standInUsd, environments } = costReport([
      { environment: 'production', stacks: [{ stack: 'data', resources }] },
    ]);
    const lines = environments.flatMap(({ components }) => components.flatMap((component) => component.lines));
    expect(standIns).toContain('broker kafka.t3.small');
    expect(standInUsd).toBe(
      sumUsd(lines.filter(({ priceRegion }) => priceRegion === 'us-east-1').map(({ monthlyUsd }) => monthlyUsd)),
    );
    expect(standInUsd).toBeLessThan(sumUsd(lines.map(({ monthlyUsd }) => monthlyUsd)));
  });

  it('an environment in two regions is rejected', () => {
    const apart = ['us-east-1', 'eu-west-1'].map((region) => resource('aws_eip', { region }, region));
    expect(() => environmentCost('production', apart)).toThrow('several regions: us-east-1, eu-west-1');
  });
});
