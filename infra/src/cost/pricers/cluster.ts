import { FairwayError } from '@fairway/errors';
import type { Resource } from '../../plan/plan.js';
import { assumed } from '../assumptions.js';
import { blockOf, blocksOf, numberOf, textOf, textsOf } from '../attributes.js';
import { ec2Price } from '../instance-prices.js';
import { charge, hours, type Charge, type Component } from '../line.js';
import type { Price } from '../price-book.js';
import type { PricedWith, Pricer } from './pricer.js';

/** As of the price book's date: AWS documentation, Kubernetes release calendar of EKS. */
const standardSupport = ['1.34', '1.35', '1.36'];
const extendedSupport = ['1.31', '1.32', '1.33'];

/** Detailed monitoring of an instance: seven metrics per minute instead of every five minutes. */
const detailedMetrics = 7;

export const clusterPricers = {
  aws_eks_cluster: (cluster, { prices }) => {
    const version = textOf(cluster, 'version');
    if (standardSupport.includes(version))
      return [charge('cluster', 'EKS control plane', hours(1), prices.eksClusterHour)];
    if (extendedSupport.includes(version)) {
      return [
        charge(
          'cluster',
          `EKS control plane, Kubernetes ${version} in extended support`,
          hours(1),
          prices.eksClusterExtendedSupportHour,
        ),
      ];
    }
    throw new FairwayError(
      'failed',
      `${cluster.address} runs Kubernetes ${version}; it is unknown whether that is in standard or extended support, and the price differs sixfold.`,
      {
        hint: 'Add the version to one of the lists in infra/src/cost/pricers/cluster.ts.',
      },
    );
  },

  // At the desired size: what the autoscaler adds is usage.
  aws_eks_node_group: (group, context) => {
    const { environment, resources, region } = context;
    const nodes = numberOf(blockOf(group, 'scaling_config'), 'desired_size');
    const types = textsOf(group, 'instance_types');
    const template = launchTemplateOf(group, resources);
    return [
      ...(textOf(group, 'capacity_type') === 'SPOT'
        ? spotNodes(nodes, types, assumed('spotPercent', environment), region)
        : onDemandNodes(nodes, types, region)),
      ...blocksOf(template, 'block_device_mappings').flatMap((mapping) =>
        rootVolume('nodes', blockOf(mapping, 'ebs'), nodes, context),
      ),
      ...blocksOf(template, 'monitoring').flatMap(({ values }) =>
        detailedMonitoring('nodes', values['enabled'] === true, nodes, context),
      ),
    ];
  },

  aws_instance: (instance, context) => {
    const { prices, region } = context;
    const type = textOf(instance, 'instance_type');
    const isPublic = instance.values['associate_public_ip_address'] === true;
    return [
      charge('nodes', `bastion ${type}`, hours(1), ec2Price(type, region)),
      ...rootVolume('nodes', blockOf(instance, 'root_block_device'), 1, context),
      ...(isPublic ? [charge('nodes', 'public IPv4 address', hours(1), prices.publicIpv4Hour)] : []),
      ...detailedMonitoring('nodes', instance.values['monitoring'] === true, 1, context),
    ];
  },
} as const satisfies Record<string, Pricer>;

/** Managed node groups use the first type for as long as AWS has capacity. */
function onDemandNodes(nodes: number, [first = '']: readonly string[], region: string): Charge[] {
  return [charge('nodes', `on-demand node ${first}`, hours(nodes), ec2Price(first, region))];
}

/** AWS chooses among the types, so the mean price counts. */
function spotNodes(nodes: number, types: readonly string[], percent: number, region: string): Charge[] {
  const each = types.map((type) => ec2Price(type, region));
  const mean = each.reduce((sum, { usd }) => sum + usd, 0) / types.length;
  // If one type's price is unknown, so is the mean.
  const [first] = each.toSorted((one, other) => (one.region ?? '').localeCompare(other.region ?? ''));
  const price: Price = { per: 'hour', source: 'price-list-ec2', ...first, usd: (mean * percent) / 100 };
  return [charge('nodes', `spot node, one of ${types.length} types`, hours(nodes), price, 'spotPercent')];
}

function launchTemplateOf(group: Resource, resources: readonly Resource[]): Resource {
  const id = textOf(blockOf(group, 'launch_template'), 'id');
  const template = resources.find(({ type, values }) => type === 'aws_launch_template' && values['id'] === id);
  if (template !== undefined) return template;
  throw new FairwayError(
    'failed',
    `${group.address} uses a launch template that is not in the plan, so its disks are unknown.`,
    {
      hint: 'Give the node group its own launch template.',
    },
  );
}

const included = { iops: 3000, throughput: 125 };

function rootVolume(
  component: Component,
  volume: Pick<Resource, 'address' | 'values'>,
  count: number,
  { prices }: PricedWith,
): Charge[] {
  const type = textOf(volume, 'volume_type');
  if (type !== 'gp3') {
    throw new FairwayError('failed', `${volume.address} has type ${type}, which has no price here.`, {
      hint: 'Use gp3, or add the price to infra/src/cost/pricers/cluster.ts.',
    });
  }
  const { iops, throughput } = volume.values;
  const beyond = (value: unknown, free: number) => (typeof value === 'number' ? Math.max(0, value - free) : 0) * count;
  return [
    charge(component, 'gp3 root volume', numberOf(volume, 'volume_size') * count, prices.ebsGp3Storage),
    charge(component, `gp3 IOPS beyond ${included.iops}`, beyond(iops, included.iops), prices.ebsGp3Iops),
    charge(
      component,
      `gp3 throughput beyond ${included.throughput} MiB/s`,
      beyond(throughput, included.throughput),
      prices.ebsGp3Throughput,
    ),
  ].filter(({ quantity }) => quantity > 0);
}

function detailedMonitoring(component: Component, enabled: boolean, count: number, { prices }: PricedWith): Charge[] {
  return enabled ? [charge(component, 'detailed monitoring', detailedMetrics * count, prices.metric)] : [];
}
