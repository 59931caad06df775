import { expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.js';

const drawn = (seed: number) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: 100 }, () => random.integer(1, 6));
};

it('gives equal numbers for equal seeds, different ones otherwise, all within the bounds', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  expect(new Set(drawn(7))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});

it('shuffles without losing an item', () => {
  expect(new SeededRandom(7).shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
});
