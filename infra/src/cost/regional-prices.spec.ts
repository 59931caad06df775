import { describe, expect, it } from 'vitest';
import { prices, sources, type PriceName } from './price-book.js';
import { ec2Price } from './instance-prices.js';
import { pricedRegions, pricesIn } from './regional-prices.js';

const others = pricedRegions.filter((region) => region !== 'us-east-1');

describe.each(others)('%s', (region) => {
  const own = Object.entries(pricesIn(region)).filter(([, price]) => price.region === region);

  it('has its own prices', () => expect(own.length).toBeGreaterThan(20));

  // AWS's regions differ by less than half: a larger difference is a typing error.
  it.each(own)('%s is within half of the price of us-east-1 and has a source', (name, { usd, per, source }) => {
    const standard = prices[name as PriceName];
    expect(usd / standard.usd).toBeGreaterThan(0.9);
    expect(usd / standard.usd).toBeLessThan(1.5);
    expect(per).toBe(standard.per);
    expect(Object.keys(sources)).toContain(source);
  });

  it.each(['m5a.large', 'm6i.xlarge', 'm7g.large', 'm7i.2xlarge'])('%s has a price', (type) => {
    const price = ec2Price(type, region);
    expect(price.region).toBe(region);
    expect(price.usd / ec2Price(type, 'us-east-1').usd).toBeGreaterThanOrEqual(1);
    expect(price.usd / ec2Price(type, 'us-east-1').usd).toBeLessThan(1.25);
  });
});

it('a region without published prices uses those of us-east-1, marked as such', () => {
  const unknown = pricesIn('ap-south-1');
  expect(unknown.natGatewayHour.region).toBeUndefined();
  expect(unknown.natGatewayHour.usd).toBe(prices.natGatewayHour.usd);
  expect(unknown.kmsKey.region).toBe('ap-south-1');
});
