import type { Resource } from '../../plan/plan.js';
import type { TerraformEnvironment } from '../../terraform/stacks.js';
import type { Charge } from '../line.js';
import type { Price, PriceName } from '../price-book.js';

export interface PricedWith {
  readonly environment: TerraformEnvironment;
  /** All resources of the environment, for prices that depend on another resource. */
  readonly resources: readonly Resource[];
  readonly region: string;
  /** The prices of that region. */
  readonly prices: Readonly<Record<PriceName, Price>>;
}

/** The monthly cost of one resource. @throws FairwayError when the price book does not contain it */
export type Pricer = (resource: Resource, context: PricedWith) => readonly Charge[];
