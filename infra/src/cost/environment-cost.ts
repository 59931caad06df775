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
  /** Whose prices these are, but for the lines whose `priceRegion` is another. */
  readonly region: string;
  readonly monthlyUsd: number;
  /** Biggest first, and so are the lines of each. */
  readonly components: readonly ComponentCost[];
}

export interface ComponentCost {
  readonly component: Component;
  readonly monthlyUsd: number;
  readonly lines: readonly Line[];
}

/**
 * What the resources of an environment cost a month.
 * @param inRegion whose prices; those of the region that the resources are in unless told
 * @throws FairwayError for a type of which nobody has said what it costs, and for a region that is none
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

/** @throws FairwayError for a misspelt region, which would get a whole estimate at the prices of another */
function known(region: string): string {
  if (commercialRegions.includes(region)) return region;
  const hint =
    'See whether region is spelt right in infra/terraform/environments/common.tfvars; a new region of AWS is added to infra/src/cost/regions.ts.';
  throw new FairwayError('failed', `${region} is no region of AWS that is known here.`, { hint });
}

/** @throws FairwayError when they are in several: AWS has other prices in each */
function regionOf(resources: readonly Resource[]): string {
  const [region = priceBook.region, ...others] = new Set(
    resources.flatMap(({ values }) => (typeof values['region'] === 'string' ? values['region'] : [])),
  );
  if (others.length === 0) return region;
  throw new FairwayError('failed', `The environment is in several regions: ${[region, ...others].join(', ')}.`, {
    hint: 'Price each region for itself: infra/src/cost/environment-cost.ts.',
  });
}

function pricerOf({ address, type }: Resource) {
  const pricer = pricers[type];
  if (pricer !== undefined || usageTypes.has(type) || whyFree(type) !== undefined) return pricer;
  throw new FairwayError('failed', `${address} is of type ${type}, and nobody has said yet what that costs.`, {
    hint: 'Add a pricer for it in infra/src/cost/pricers, or name it in free-types.ts or usage.ts beside them.',
  });
}
