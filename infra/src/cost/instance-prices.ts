import { FairwayError } from '@fairway/errors';
import type { Price, Source } from './price-book.js';
import { hourlyIn } from './regional-prices.js';

/**
 * USD per hour of size `large`, Linux. Within each of these families the price is proportional to the size (checked for
 * the sizes below).
 */
const ec2LargeHour: Readonly<Record<string, number>> = {
  c5: 0.085,
  c5a: 0.077,
  c6a: 0.0765,
  c6g: 0.068,
  c6i: 0.085,
  c7a: 0.10264,
  c7g: 0.0725,
  c7i: 0.08925,
  c8g: 0.07976,
  m5: 0.096,
  m5a: 0.086,
  m6a: 0.0864,
  m6g: 0.077,
  m6gd: 0.0904,
  m6i: 0.096,
  m7a: 0.11592,
  m7g: 0.0816,
  m7gd: 0.1068,
  m7i: 0.1008,
  'm7i-flex': 0.09576,
  m8g: 0.08976,
  r5: 0.126,
  r5a: 0.113,
  r6a: 0.1134,
  r6i: 0.126,
  r7g: 0.1071,
  r7i: 0.1323,
  t3: 0.0832,
  t3a: 0.0752,
  t4g: 0.0672,
};
const sizes: Readonly<Record<string, number>> = { large: 1, xlarge: 2, '2xlarge': 4 };
const burstableSizes: Readonly<Record<string, number>> = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  ...sizes,
};

/** MSK Standard brokers, per hour. */
const kafkaBrokerHour: Readonly<Record<string, number>> = {
  'kafka.t3.small': 0.0456,
  'kafka.m5.large': 0.21,
  'kafka.m7g.large': 0.204,
  'kafka.m7g.xlarge': 0.408,
};

/** RDS for PostgreSQL in one zone, per hour. */
const postgresqlHour: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.r7g.large': 0.239,
};

/** Instances of an Aurora PostgreSQL cluster with standard storage, per hour, and their vCPUs. */
const auroraInstances: Readonly<Record<string, { readonly hour: number; readonly vcpus: number }>> = {
  'db.t4g.medium': { hour: 0.073, vcpus: 2 },
  'db.r6g.large': { hour: 0.26, vcpus: 2 },
  'db.r6g.xlarge': { hour: 0.519, vcpus: 4 },
  'db.r7g.large': { hour: 0.276, vcpus: 2 },
  'db.r7g.xlarge': { hour: 0.553, vcpus: 4 },
  'db.r8g.large': { hour: 0.276, vcpus: 2 },
  'db.r8g.xlarge': { hour: 0.552, vcpus: 4 },
};
/** The surcharge of I/O-Optimized, which has free I/O. */
const ioOptimizedFactor = 1.3;

const hourly = (usd: number, source: Source): Price => ({ usd, per: 'hour', source });

export function ec2Price(instanceType: string, region: string): Price {
  const [family = '', size = ''] = instanceType.split('.');
  const factor = (family.startsWith('t') ? burstableSizes : sizes)[size];
  const large = hourlyIn(
    region,
    'ec2LargeHour',
    family,
    hourly(known('EC2 instance type', instanceType, ec2LargeHour[family]), 'price-list-ec2'),
  );
  return { ...large, usd: known('EC2 instance type', instanceType, factor) * large.usd };
}

export function kafkaBrokerPrice(instanceType: string, region: string): Price {
  return hourlyIn(
    region,
    null,
    instanceType,
    hourly(known('MSK broker type', instanceType, kafkaBrokerHour[instanceType]), 'price-list-msk'),
  );
}

export function postgresqlPrice(instanceClass: string, region: string): Price {
  return hourlyIn(
    region,
    'postgresqlHour',
    instanceClass,
    hourly(known('RDS instance class', instanceClass, postgresqlHour[instanceClass]), 'price-list'),
  );
}

export function auroraPrice(
  instanceClass: string,
  { ioOptimized, region }: { ioOptimized: boolean; region: string },
): Price {
  const standard = known('Aurora instance class', instanceClass, auroraInstances[instanceClass]?.hour);
  return hourlyIn(
    region,
    null,
    instanceClass,
    hourly(ioOptimized ? standard * ioOptimizedFactor : standard, 'public-tables'),
  );
}

export function auroraVcpus(instanceClass: string): number {
  return known('Aurora instance class', instanceClass, auroraInstances[instanceClass]?.vcpus);
}

function known(kind: string, name: string, value: number | undefined): number {
  if (value !== undefined) return value;
  throw new FairwayError('failed', `The price book has no ${kind} ${name}.`, {
    hint: 'Add its price, with the source, to infra/src/cost/instance-prices.ts.',
  });
}
