import type { AssumptionId } from './assumptions.js';
import { priceBook, type Price } from './price-book.js';

export const components = [
  'network',
  'ingress',
  'cluster',
  'nodes',
  'kafka',
  'database',
  'registry',
  'storage',
  'observability',
  'security',
] as const;
export type Component = (typeof components)[number];

/** One position of the bill. */
export interface Line {
  readonly component: Component;
  /** The resource that is paid for: stack and Terraform address; null for use, and for what Terraform does not own. */
  readonly resource: string | null;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number;
  /** Whose price it is: us-east-1 stands in where the price of the region is not known. */
  readonly priceRegion: string;
  readonly monthlyUsd: number;
  /** What the quantity rests on when it is no fact of the plan. */
  readonly assumption: AssumptionId | null;
}

export type Charge = Omit<Line, 'resource'>;

/** @param quantity in units of the price; hours a month are `hours(count)` */
export function charge(
  component: Component,
  what: string,
  quantity: number,
  price: Price,
  assumption: AssumptionId | null = null,
): Charge {
  return {
    component,
    what,
    quantity,
    unit: price.per,
    unitPriceUsd: price.usd,
    priceRegion: price.region ?? priceBook.region,
    monthlyUsd: toCents(quantity * price.usd),
    assumption,
  };
}

/** Hours a month of things that run all the time. */
export const hours = (count: number): number => count * priceBook.hoursPerMonth;

/** Lines are rounded before they are added up, so that every sum is the sum of what is printed above it. */
export function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

export function sumUsd(amounts: readonly number[]): number {
  return toCents(amounts.reduce((sum, usd) => sum + usd, 0));
}
