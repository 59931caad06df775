import type { TerraformEnvironment } from '../terraform/stacks.js';
import { assumed, assumptionIds, assumptions, type Assumption, type AssumptionId } from './assumptions.js';
import { buildEnvironments, type BuildOptions, type BuiltEnvironment } from '../terraform/built-environments.js';
import { environmentCost, type EnvironmentCost } from './environment-cost.js';
import { sumUsd } from './line.js';

export interface CostReport {
  readonly monthlyUsd: number;
  readonly environments: readonly EnvironmentCost[];
  /** Those that a line rests on, with the quantities of its environments. */
  readonly assumptions: readonly (Assumption & { readonly id: AssumptionId })[];
}

/**
 * What environments cost a month by their committed settings.
 * @throws TerraformError when they cannot be planned, PriceError when something in them has no price
 */
export async function costOf(root: string, environments: readonly TerraformEnvironment[], options: BuildOptions): Promise<CostReport> {
  return costReport(await buildEnvironments(root, environments, options));
}

export function costReport(built: readonly BuiltEnvironment[]): CostReport {
  const environments = built.map(({ environment, stacks }) =>
    environmentCost(
      environment,
      stacks.flatMap(({ stack, resources }) => resources.map((resource) => ({ ...resource, address: `${stack}/${resource.address}` }))),
    ),
  );
  return {
    monthlyUsd: sumUsd(environments.map(({ monthlyUsd }) => monthlyUsd)),
    environments,
    assumptions: assumptionIds.map((id) => usedBy(environments, id)).filter(({ quantity }) => Object.keys(quantity).length > 0),
  };
}

/** An assumption with the quantities that a line rests on. */
function usedBy(environments: readonly EnvironmentCost[], id: AssumptionId): CostReport['assumptions'][number] {
  const using = environments.filter(({ components }) => components.some(({ lines }) => lines.some(({ assumption }) => assumption === id)));
  const quantity = Object.fromEntries(using.map(({ environment }) => [environment, assumed(id, environment)]));
  return { id, ...assumptions[id], quantity };
}
