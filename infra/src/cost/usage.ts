import { assumed, type AssumptionId } from './assumptions.js';
import { ec2Price } from './instance-prices.js';
import { charge, hours, type Charge, type Component } from './line.js';
import type { Price, PriceName } from './price-book.js';
import type { PricedWith } from './pricers/pricer.js';

interface Usage {
  /** Charged in environments that have a resource of this type. */
  readonly type: string;
  readonly component: Component;
  readonly what: string;
  /** The name in the price book, or a function that computes the price. */
  readonly price: PriceName | ((region: string) => Price);
  readonly assumption: AssumptionId;
}

/** Usage-based costs, once per environment however many resources share them. */
const usages: readonly Usage[] = [
  {
    type: 'aws_nat_gateway',
    component: 'network',
    what: 'data through NAT gateways',
    price: 'natGatewayData',
    assumption: 'natData',
  },
  {
    type: 'aws_vpc_endpoint',
    component: 'network',
    what: 'data through interface endpoints',
    price: 'interfaceEndpointData',
    assumption: 'endpointData',
  },
  {
    type: 'aws_vpc',
    component: 'network',
    what: 'data between zones',
    price: 'crossZoneData',
    assumption: 'crossZoneData',
  },
  {
    type: 'aws_vpc',
    component: 'network',
    what: 'data to the internet',
    price: 'internetData',
    assumption: 'internetData',
  },
  {
    type: 'aws_flow_log',
    component: 'observability',
    what: 'VPC flow logs',
    price: 'logsIngested',
    assumption: 'flowLogs',
  },
  {
    type: 'aws_cloudwatch_log_group',
    component: 'observability',
    what: 'logs ingested',
    price: 'logsIngested',
    assumption: 'logsIngested',
  },
  {
    type: 'aws_cloudwatch_log_group',
    component: 'observability',
    what: 'logs stored',
    price: 'logsStored',
    assumption: 'logsStored',
  },
  {
    type: 'aws_cloudtrail',
    component: 'observability',
    what: 'CloudTrail data events',
    price: 'cloudTrailDataEvents',
    assumption: 'trailDataEvents',
  },
  {
    type: 'aws_wafv2_web_acl',
    component: 'ingress',
    what: 'requests evaluated by the web ACL',
    price: 'wafRequests',
    assumption: 'wafRequests',
  },
  {
    type: 'aws_route53_zone',
    component: 'ingress',
    what: 'DNS queries',
    price: 'dnsQueries',
    assumption: 'dnsQueries',
  },
  {
    type: 'aws_ecr_repository',
    component: 'registry',
    what: 'images',
    price: 'ecrStorage',
    assumption: 'imageStorage',
  },
  {
    type: 'aws_ecr_replication_configuration',
    component: 'registry',
    what: 'images in the second region',
    price: 'ecrStorage',
    assumption: 'imageStorage',
  },
  {
    type: 'aws_ecr_replication_configuration',
    component: 'registry',
    what: 'copies to the second region',
    price: 'interRegionData',
    assumption: 'imageStorage',
  },
  { type: 'aws_s3_bucket', component: 'storage', what: 'objects in S3', price: 's3Storage', assumption: 's3Storage' },
  { type: 'aws_s3_bucket', component: 'storage', what: 'writes to S3', price: 's3Writes', assumption: 's3Writes' },
  { type: 'aws_s3_bucket', component: 'storage', what: 'reads from S3', price: 's3Reads', assumption: 's3Reads' },
  // Only Karpenter has a queue, for interruptions.
  {
    type: 'aws_sqs_queue',
    component: 'nodes',
    what: 'spot node of Karpenter',
    price: spotPriceOfKarpenter,
    assumption: 'karpenterNodes',
  },
  {
    type: 'aws_codebuild_project',
    component: 'cluster',
    what: 'jobs of pipelines',
    price: 'codeBuildMinute',
    assumption: 'runnerMinutes',
  },
  { type: 'aws_kms_key', component: 'security', what: 'KMS requests', price: 'kmsRequests', assumption: 'kmsRequests' },
  {
    type: 'aws_secretsmanager_secret',
    component: 'security',
    what: 'Secrets Manager requests',
    price: 'secretRequests',
    assumption: 'secretRequests',
  },
];

/** What the cluster's controllers create: it costs money but is not in any plan. */
const madeByTheCluster: readonly Omit<Usage, 'type'>[] = [
  { component: 'ingress', what: 'application load balancer', price: 'albHour', assumption: 'loadBalancers' },
  { component: 'ingress', what: 'load balancer capacity', price: 'albLcuHour', assumption: 'lcus' },
  {
    component: 'ingress',
    what: 'public IPv4 address of the load balancer',
    price: 'publicIpv4Hour',
    assumption: 'loadBalancerAddresses',
  },
  {
    component: 'storage',
    what: 'volumes of Prometheus, Alertmanager, Grafana and Loki',
    price: 'ebsGp3Storage',
    assumption: 'volumeStorage',
  },
  { component: 'storage', what: 'snapshots of volumes', price: 'ebsSnapshot', assumption: 'volumeSnapshots' },
];

function spotPriceOfKarpenter(region: string): Price {
  const onDemand = ec2Price('m6i.large', region);
  return { ...onDemand, usd: (onDemand.usd * assumed('spotPercent', 'production')) / 100 };
}

export const usageTypes: ReadonlySet<string> = new Set(usages.map(({ type }) => type));

export function usageCharges({ environment, resources, region, prices }: PricedWith): Charge[] {
  const present = new Set(resources.map(({ type }) => type));
  const paid = usages.filter(({ type }) => present.has(type));
  return [...paid, ...(present.has('aws_eks_cluster') ? madeByTheCluster : [])]
    .map(({ component, what, price: named, assumption }) => {
      const quantity = assumed(assumption, environment);
      const price = typeof named === 'string' ? prices[named] : named(region);
      return charge(component, what, price.per.endsWith('hour') ? hours(quantity) : quantity, price, assumption);
    })
    .filter(({ quantity }) => quantity > 0);
}
