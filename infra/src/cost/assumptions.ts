import type { TerraformEnvironment } from '../terraform/stacks.js';

export interface Assumption {
  readonly what: string;
  readonly unit: string;
  /** Per month and environment; zero for environments that are not listed. */
  readonly quantity: Readonly<Partial<Record<TerraformEnvironment, number>>>;
  readonly because: string;
}

/**
 * Usage-based costs, and resources that Kubernetes creates outside Terraform. Production is assumed to serve 20
 * requests per second on average (52 million a month), development almost none. Replace these figures with those of
 * your bill.
 */
export const assumptions = {
  spotPercent: {
    what: 'price of spot capacity',
    unit: '% of the on-demand price',
    quantity: { dev: 40, production: 40 },
    because:
      'the cautious end of the 60 to 70 percent savings that the specification expects; the price changes hourly',
  },
  karpenterNodes: {
    what: 'spot nodes of Karpenter, like m6i.large',
    unit: 'nodes on average',
    quantity: { dev: 2, production: 7 },
    because: 'with node_autoscaler = "karpenter" they are not in any plan; as many as the spot node group would have',
  },
  runnerMinutes: {
    what: 'minutes of runners in the VPC',
    unit: 'minutes',
    quantity: { dev: 500, production: 500 },
    because: 'a hundred deployments of five minutes; idle runners cost nothing',
  },
  natData: {
    what: 'data through NAT gateways',
    unit: 'GB',
    quantity: { dev: 30, production: 150 },
    because: 'image pulls from public registries, requests to others; S3 and AWS interfaces use endpoints',
  },
  endpointData: {
    what: 'data through interface endpoints',
    unit: 'GB',
    quantity: { dev: 30, production: 150 },
    because: "logs, secrets, tokens; image layers come through S3's free endpoint",
  },
  crossZoneData: {
    what: 'data between zones',
    unit: 'GB',
    quantity: { dev: 50, production: 1000 },
    because:
      '20 KB per request between gateway, services, brokers and database; replication inside MSK and Aurora is free',
  },
  internetData: {
    what: 'data to the internet',
    unit: 'GB',
    quantity: { dev: 0, production: 110 },
    because: '4 KB per answer, minus the 100 GB a month that AWS gives each account',
  },
  loadBalancers: {
    what: 'application load balancers',
    unit: 'load balancers',
    quantity: { dev: 1, production: 1 },
    because: 'created by the AWS Load Balancer Controller for the Ingress',
  },
  loadBalancerAddresses: {
    what: 'public IPv4 addresses of the load balancer',
    unit: 'addresses',
    quantity: { dev: 3, production: 3 },
    because: 'one in each public subnet',
  },
  lcus: {
    what: 'load balancer capacity in use',
    unit: 'LCU on average',
    quantity: { dev: 0.1, production: 1 },
    because: '25 new connections or 1,000 requests per second are one LCU',
  },
  wafRequests: {
    what: 'requests evaluated by the web ACL',
    unit: 'million',
    quantity: { dev: 0.5, production: 52 },
    because: 'all requests',
  },
  dnsQueries: {
    what: 'DNS queries',
    unit: 'million',
    quantity: { shared: 5 },
    because: "resolvers cache answers; the load balancer's have short lifetimes",
  },
  databaseStorage: {
    what: 'data in Aurora',
    unit: 'GB',
    quantity: { dev: 10, production: 50 },
    because: 'the first year of data',
  },
  databaseIo: {
    what: 'I/O requests of Aurora',
    unit: 'million',
    quantity: { dev: 5, production: 100 },
    because: 'two per request; reads are served from memory',
  },
  databaseBackup: {
    what: 'backups beyond the size of the data',
    unit: 'GB',
    quantity: { dev: 0, production: 50 },
    because: '35 days of changes; one copy of the data is free',
  },
  brokerMetrics: {
    what: 'CloudWatch metrics of level PER_BROKER',
    unit: 'metrics a broker',
    quantity: { dev: 50, production: 50 },
    because: 'AWS lists about 50 in addition to the free level DEFAULT',
  },
  imageStorage: {
    what: 'images in the registry',
    unit: 'GB',
    quantity: { shared: 30 },
    because: 'five services, 50 builds kept, shared layers',
  },
  imagesPushed: {
    what: 'first scans of images',
    unit: 'images',
    quantity: { shared: 100 },
    because: 'five services, 20 builds a month',
  },
  imagesRescanned: {
    what: 'repeated scans of images',
    unit: 'scans',
    quantity: { shared: 1000 },
    because: 'every kept image, for four new vulnerability reports a month',
  },
  s3Storage: {
    what: 'objects in S3',
    unit: 'GB',
    quantity: { shared: 5, dev: 20, production: 300 },
    because:
      'Loki, Velero, access logs, state, CloudTrail; counted as Standard although lifecycle rules move old objects',
  },
  s3Writes: {
    what: 'writes to S3',
    unit: 'thousand',
    quantity: { shared: 50, dev: 100, production: 1000 },
    because: 'chunks of Loki, CloudTrail',
  },
  s3Reads: {
    what: 'reads from S3',
    unit: 'thousand',
    quantity: { shared: 50, dev: 200, production: 5000 },
    because: 'queries of Loki, image layers',
  },
  volumeStorage: {
    what: 'EBS volumes of Prometheus, Alertmanager, Grafana and Loki',
    unit: 'GB',
    quantity: { dev: 70, production: 300 },
    because: 'created by the EBS CSI driver for their claims',
  },
  volumeSnapshots: {
    what: 'EBS snapshots',
    unit: 'GB',
    quantity: { dev: 0, production: 100 },
    because: 'Velero, incremental',
  },
  logsIngested: {
    what: 'logs into CloudWatch',
    unit: 'GB',
    quantity: { shared: 2, dev: 10, production: 60 },
    because: 'control plane, brokers, PostgreSQL, web ACL; the services log to Loki',
  },
  logsStored: {
    what: 'logs stored in CloudWatch',
    unit: 'GB',
    quantity: { shared: 5, dev: 3, production: 60 },
    because: 'the retention of each group, compressed',
  },
  flowLogs: {
    what: 'VPC flow logs',
    unit: 'GB',
    quantity: { dev: 5, production: 40 },
    because: 'all traffic, one record per flow and minute',
  },
  trailDataEvents: {
    what: 'CloudTrail data events',
    unit: 'hundred thousand',
    quantity: { shared: 1 },
    because: 'the state bucket only; the first copy of management events is free',
  },
  rotatedKeyVersions: {
    what: 'billed earlier versions of a KMS key',
    unit: 'versions a key',
    quantity: { shared: 2, dev: 2, production: 2 },
    because:
      'keys rotate yearly, and AWS charges for the first two rotations: none in the first year, one in the second, two from the third',
  },
  kmsRequests: {
    what: 'KMS requests',
    unit: 'ten thousand',
    quantity: { shared: 5, dev: 20, production: 100 },
    because: 'bucket keys and cached data keys reduce them',
  },
  secretRequests: {
    what: 'Secrets Manager requests',
    unit: 'ten thousand',
    quantity: { dev: 2, production: 3 },
    because: 'External Secrets reads each secret once per hour',
  },
} as const satisfies Record<string, Assumption>;
export type AssumptionId = keyof typeof assumptions;
export const assumptionIds = Object.keys(assumptions) as AssumptionId[];

export function assumed(id: AssumptionId, environment: TerraformEnvironment): number {
  const { quantity }: Assumption = assumptions[id];
  return quantity[environment] ?? 0;
}
