import { describe, expect, it } from 'vitest';
import { assumptions } from './assumptions.js';
import { whyFree } from './free-types.js';
import { priceBook, prices, sources, type Price } from './price-book.js';
import { pricers } from './pricers/pricers.js';
import { usageTypes } from './usage.js';

describe('the price book', () => {
  it.each(Object.entries<Price>(prices))(
    '%s has a price, a unit, and a second, different source',
    (_, { usd, per, source, checkedAgainst }) => {
      expect(usd).toBeGreaterThan(0);
      expect(per).not.toBe('');
      expect(Object.keys(sources)).toContain(source);
      expect(checkedAgainst).not.toBe(source);
    },
  );

  it('has a date', () => {
    expect(new Date(priceBook.takenOn).toISOString()).toContain(priceBook.takenOn);
  });

  it('does not list anything as free that has a price', () => {
    expect([...Object.keys(pricers), ...usageTypes].filter((type) => whyFree(type) !== undefined)).toEqual([]);
  });
});

it.each(Object.entries(assumptions))('the assumption %s has a quantity and a reason', (_, { quantity, because }) => {
  expect(Object.values(quantity).length).toBeGreaterThan(0);
  expect(because.length).toBeGreaterThan(8);
});
