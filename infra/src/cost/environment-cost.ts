import type { Resource } from '../plan/plan.js';
import type { TerraformEnvironment } from '../terraform/stacks.js';
import { whyFree } from './free-types.js';
import { components, sumUsd, type Component, type Line } from './line.js';
import { priceBook } from './price-book.js';
import { PriceError } from './price-error.js';
import { pricers } from './pricers/pricers.js';
import { usageCharges, usageTypes } from './usage.js';

export interface EnvironmentCost {
  readonly environment: TerraformEnvironment;
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
 * @throws PriceError for a type of which nobody has said what it costs
 */
export function environmentCost(environment: TerraformEnvironment, resources: readonly Resource[]): EnvironmentCost {
  for (const resource of resources) mustBeInRegion(resource);
  const context = { environment, resources };
  const owned = resources.flatMap((resource) =>
    (pricerOf(resource)?.(resource, context) ?? []).map((charged): Line => ({ ...charged, resource: resource.address })),
  );
  const lines = [...owned, ...usageCharges(context).map((charged): Line => ({ ...charged, resource: null }))];
  const costs = components
    .map((component) => componentCost(component, lines))
    .filter((cost) => cost.lines.length > 0)
    .toSorted(biggestFirst);
  return { environment, monthlyUsd: sumUsd(costs.map(({ monthlyUsd }) => monthlyUsd)), components: costs };
}

function componentCost(component: Component, all: readonly Line[]): ComponentCost {
  const lines = all.filter((line) => line.component === component).toSorted(biggestFirst);
  return { component, monthlyUsd: sumUsd(lines.map(({ monthlyUsd }) => monthlyUsd)), lines };
}

const biggestFirst = (one: { monthlyUsd: number }, other: { monthlyUsd: number }) => other.monthlyUsd - one.monthlyUsd;

/** AWS has other prices in each region. */
function mustBeInRegion({ address, values: { region } }: Resource): void {
  if (typeof region !== 'string' || region === priceBook.region) return;
  throw new PriceError(
    `${address} is in ${region}, and the price book has prices of ${priceBook.region} only.`,
    'Put the prices of that region into infra/src/cost/price-book.ts and instance-prices.ts.',
  );
}

function pricerOf({ address, type }: Resource) {
  const pricer = pricers[type];
  if (pricer !== undefined || usageTypes.has(type) || whyFree(type) !== undefined) return pricer;
  throw new PriceError(
    `${address} is of type ${type}, and nobody has said yet what that costs.`,
    'Add a pricer for it in infra/src/cost/pricers, or name it in free-types.ts or usage.ts beside them.',
  );
}
