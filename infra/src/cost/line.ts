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

/** One line of the bill. */
export interface Line {
  readonly component: Component;
  /**
   * The resource that is paid for: stack and Terraform address; null for usage, and for resources outside Terraform.
   */
  readonly resource: string | null;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number;
  /** The region of the price: us-east-1 where the region's own price is unknown. */
  readonly priceRegion: string;
  readonly monthlyUsd: number;
  /** What the quantity is based on when the plan does not contain it. */
  readonly assumption: AssumptionId | null;
}

export type Charge = Omit<Line, 'resource'>;

/** @param quantity in units of the price; use `hours(count)` for hours per month */
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

/** Hours per month of things that run all the time. */
export const hours = (count: number): number => count * priceBook.hoursPerMonth;

/** Lines are rounded before they are added up, so that every sum matches the lines above it. */
export function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

export function sumUsd(amounts: readonly number[]): number {
  return toCents(amounts.reduce((sum, usd) => sum + usd, 0));
}
