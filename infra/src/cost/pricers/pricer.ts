import type { Resource } from '../../plan/plan.js';
import type { TerraformEnvironment } from '../../terraform/stacks.js';
import type { Charge } from '../line.js';
import type { Price, PriceName } from '../price-book.js';

export interface PricedWith {
  readonly environment: TerraformEnvironment;
  /** All resources of the environment, for what a price depends on and another resource says. */
  readonly resources: readonly Resource[];
  readonly region: string;
  /** Of that region. */
  readonly prices: Readonly<Record<PriceName, Price>>;
}

/** What one resource costs a month; @throws FairwayError when the price book does not know it */
export type Pricer = (resource: Resource, context: PricedWith) => readonly Charge[];
