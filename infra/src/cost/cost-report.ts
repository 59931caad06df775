import type { TerraformEnvironment } from '../terraform/stacks.js';
import { assumed, assumptionIds, assumptions, type Assumption, type AssumptionId } from './assumptions.js';
import { buildEnvironments, type BuildOptions, type BuiltEnvironment } from '../terraform/built-environments.js';
import { environmentCost, type EnvironmentCost } from './environment-cost.js';
import { sumUsd, type Line } from './line.js';

export interface CostReport {
  readonly monthlyUsd: number;
  readonly environments: readonly EnvironmentCost[];
  /** What is priced as in us-east-1 because the region's price is unknown here. */
  readonly standIns: readonly string[];
  /** The part of the sum that uses those prices. */
  readonly standInUsd: number;
  /** The assumptions behind the lines, with the quantities of these environments. */
  readonly assumptions: readonly (Assumption & { readonly id: AssumptionId })[];
}

/**
 * The monthly cost of environments with their committed settings.
 * @throws FairwayError when they cannot be planned, or when something in them has no price
 */
export async function costOf(
  root: string,
  environments: readonly TerraformEnvironment[],
  { region, ...options }: BuildOptions & { readonly region?: string },
): Promise<CostReport> {
  return costReport(await buildEnvironments(root, environments, options), region);
}

/** @param region the region whose prices to use; by default that of the environments */
export function costReport(built: readonly BuiltEnvironment[], region?: string): CostReport {
  const environments = built.map(({ environment, stacks }) =>
    environmentCost(
      environment,
      stacks.flatMap(({ stack, resources }) =>
        resources.map((resource) => ({ ...resource, address: `${stack}/${resource.address}` })),
      ),
      region,
    ),
  );
  const standIns = environments.flatMap(standInsOf);
  return {
    monthlyUsd: sumUsd(environments.map(({ monthlyUsd }) => monthlyUsd)),
    environments,
    standIns: [...new Set(standIns.map(({ what }) => what))],
    standInUsd: sumUsd(standIns.map(({ monthlyUsd }) => monthlyUsd)),
    assumptions: assumptionIds
      .map((id) => usedBy(environments, id))
      .filter(({ quantity }) => Object.keys(quantity).length > 0),
  };
}

/** An assumption, limited to the quantities that are used. */
function usedBy(environments: readonly EnvironmentCost[], id: AssumptionId): CostReport['assumptions'][number] {
  const using = environments.filter(({ components }) =>
    components.some(({ lines }) => lines.some(({ assumption }) => assumption === id)),
  );
  const quantity = Object.fromEntries(using.map(({ environment }) => [environment, assumed(id, environment)]));
  return { id, ...assumptions[id], quantity };
}

function standInsOf({ region, components }: EnvironmentCost): Line[] {
  return components.flatMap(({ lines }) => lines.filter(({ priceRegion }) => priceRegion !== region));
}
