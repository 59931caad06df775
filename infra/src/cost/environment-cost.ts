import { FairwayError } from '@fairway/errors';
import type { Resource } from '../plan/plan.js';
import type { TerraformEnvironment } from '../terraform/stacks.js';
import { whyFree } from './free-types.js';
import { components, sumUsd, type Component, type Line } from './line.js';
import { priceBook } from './price-book.js';
import { pricers } from './pricers/pricers.js';
import { commercialRegions } from './regions.js';
import { pricesIn } from './regional-prices.js';
import { usageCharges, usageTypes } from './usage.js';

export interface EnvironmentCost {
  readonly environment: TerraformEnvironment;
  /** The region of the prices, except for lines with another `priceRegion`. */
  readonly region: string;
  readonly monthlyUsd: number;
  /** Largest first; so are the lines of each. */
  readonly components: readonly ComponentCost[];
}

export interface ComponentCost {
  readonly component: Component;
  readonly monthlyUsd: number;
  readonly lines: readonly Line[];
}

/**
 * The monthly cost of an environment's resources.
 * @param inRegion the region whose prices to use; by default that of the resources
 * @throws FairwayError for an unclassified type, and for an unknown region
 */
export function environmentCost(
  environment: TerraformEnvironment,
  resources: readonly Resource[],
  inRegion?: string,
): EnvironmentCost {
  const region = known(inRegion ?? regionOf(resources));
  const context = { environment, resources, region, prices: pricesIn(region) };
  const owned = resources.flatMap((resource) =>
    (pricerOf(resource)?.(resource, context) ?? []).map((charged): Line => ({
      ...charged,
      resource: resource.address,
    })),
  );
  const lines = [...owned, ...usageCharges(context).map((charged): Line => ({ ...charged, resource: null }))];
  const costs = components
    .map((component) => componentCost(component, lines))
    .filter((cost) => cost.lines.length > 0)
    .toSorted(biggestFirst);
  return { environment, region, monthlyUsd: sumUsd(costs.map(({ monthlyUsd }) => monthlyUsd)), components: costs };
}

function componentCost(component: Component, all: readonly Line[]): ComponentCost {
  const lines = all.filter((line) => line.component === component).toSorted(biggestFirst);
  return { component, monthlyUsd: sumUsd(lines.map(({ monthlyUsd }) => monthlyUsd)), lines };
}

const biggestFirst = (one: { monthlyUsd: number }, other: { monthlyUsd: number }) => other.monthlyUsd - one.monthlyUsd;

/** @throws FairwayError for a misspelt region, which would otherwise get an estimate with another region's prices */
function known(region: string): string {
  if (commercialRegions.includes(region)) return region;
  const hint =
    'Check the spelling of region in infra/terraform/environments/common.tfvars; add a new AWS region to infra/src/cost/regions.ts.';
  throw new FairwayError('failed', `${region} is not a known AWS region.`, { hint });
}

/** @throws FairwayError when the resources are in several regions, because prices differ */
function regionOf(resources: readonly Resource[]): string {
  const [region = priceBook.region, ...others] = new Set(
    resources.flatMap(({ values }) => (typeof values['region'] === 'string' ? values['region'] : [])),
  );
  if (others.length === 0) return region;
  throw new FairwayError('failed', `The environment is in several regions: ${[region, ...others].join(', ')}.`, {
    hint: 'Price each region separately: infra/src/cost/environment-cost.ts.',
  });
}

function pricerOf({ address, type }: Resource) {
  const pricer = pricers[type];
  if (pricer !== undefined || usageTypes.has(type) || whyFree(type) !== undefined) return pricer;
  throw new FairwayError('failed', `${address} has the type ${type}, whose cost is not classified yet.`, {
    hint: 'Add a pricer for it in infra/src/cost/pricers, or add it to free-types.ts or usage.ts.',
  });
}
