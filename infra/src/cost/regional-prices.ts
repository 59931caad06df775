import { priceBook, prices, type Price, type PriceName, type Source } from './price-book.js';

type Known = readonly [usd: number, source: Source];

/** Regional prices that were found in public. The rest is taken from us-east-1, and the report says so. */
interface RegionalPrices {
  readonly prices: Readonly<Partial<Record<PriceName, Known>>>;
  /** USD per hour of size `large`, as in instance-prices.ts. */
  readonly ec2LargeHour: Readonly<Record<string, Known>>;
  /** RDS for PostgreSQL in one zone, per hour. */
  readonly postgresqlHour: Readonly<Record<string, Known>>;
}

const skypilot = (usd: number): Known => [usd, 'price-list-skypilot'];
const bill = (usd: number): Known => [usd, 'bills'];
const table = (usd: number): Known => [usd, 'public-tables'];

const regions: Readonly<Record<string, RegionalPrices>> = {
  'eu-central-1': {
    prices: {
      natGatewayHour: table(0.052),
      interfaceEndpointHour: [0.012, 'price-list'],
      interfaceEndpointData: [0.01, 'price-list'],
      albHour: bill(0.027),
      ebsGp3Storage: table(0.0952),
      rdsGp3Storage: bill(0.137),
      s3Storage: table(0.0245),
      logsIngested: table(0.63),
    },
    ec2LargeHour: {
      m5: table(0.115),
      m5a: skypilot(0.104),
      m6a: skypilot(0.1035),
      m6g: skypilot(0.092),
      m6i: skypilot(0.115),
      m7g: skypilot(0.09776),
      m7i: skypilot(0.12075),
      'm7i-flex': skypilot(0.11471),
      t3: table(0.096),
      t4g: table(0.0768),
    },
    postgresqlHour: { 'db.t4g.micro': bill(0.019), 'db.t4g.small': bill(0.037) },
  },
  'eu-west-1': {
    prices: {
      natGatewayHour: table(0.048),
      natGatewayData: bill(0.048),
      interfaceEndpointHour: bill(0.011),
      albHour: bill(0.0252),
      albLcuHour: table(0.008),
      ebsGp3Storage: table(0.088),
      rdsGp3Storage: bill(0.127),
    },
    ec2LargeHour: {
      m5a: skypilot(0.096),
      m6a: skypilot(0.0963),
      m6g: skypilot(0.086),
      m6i: skypilot(0.107),
      m7g: skypilot(0.09095),
      m7i: skypilot(0.11235),
      'm7i-flex': skypilot(0.10673),
    },
    postgresqlHour: { 'db.t4g.micro': bill(0.017), 'db.t4g.small': bill(0.035) },
  },
};

/** Regions with the same prices as us-east-1. */
const alike: readonly string[] = ['us-west-2'];

/** AWS has one price for these in all commercial regions. */
const sameEverywhere: readonly PriceName[] = [
  'eksClusterHour',
  'eksClusterExtendedSupportHour',
  'publicIpv4Hour',
  'crossZoneData',
  'wafWebAcl',
  'wafRule',
  'wafRequests',
  'hostedZone',
  'dnsQueries',
  'ecrStorage',
  'metric',
  'alarm',
  'cloudTrailDataEvents',
  'kmsKey',
  'kmsRequests',
  'secret',
  'secretRequests',
];

/** Regions for which most of a bill is known. */
export const pricedRegions: readonly string[] = [priceBook.region, ...Object.keys(regions), ...alike];

/** The price book of a region: its own prices, otherwise those of us-east-1, marked by their `region`. */
export function pricesIn(region: string): Readonly<Record<PriceName, Price>> {
  if (region === priceBook.region) return prices;
  return Object.fromEntries(
    Object.entries(prices).map(([name, price]) => [name, regional(price, name as PriceName, region)]),
  ) as Record<PriceName, Price>;
}

function regional(price: Price, name: PriceName, region: string): Price {
  if (alike.includes(region)) return { ...price, region, source: 'us-west-2' };
  if (sameEverywhere.includes(name)) return { ...price, region, source: 'one-price' };
  return inRegion(price, region, regions[region]?.prices[name]);
}

/**
 * The hourly price of size `large` of an EC2 family, or of an RDS class; that of us-east-1 if the region's own is
 * unknown.
 */
export function hourlyIn(
  region: string,
  kind: 'ec2LargeHour' | 'postgresqlHour' | null,
  name: string,
  price: Price,
): Price {
  if (alike.includes(region)) return { ...price, region, source: 'us-west-2' };
  return inRegion(price, region, kind === null ? undefined : regions[region]?.[kind][name]);
}

function inRegion(price: Price, region: string, known: Known | undefined): Price {
  if (known === undefined) return price;
  const [usd, source] = known;
  return { usd, per: price.per, source, region };
}
