import { expect, it } from 'vitest';
import { axisOf } from './axis.js';

const mib = 1024 ** 2;

it.each([
  [{ min: 0, max: 38 }, 'reqps', { min: 0, max: 40, step: 10 }],
  [{ min: 0.2, max: 0.31 }, 's', { min: 0, max: 0.4, step: 0.1 }],
  [{ min: 0, max: 130 * mib }, 'bytes', { min: 0, max: 150 * mib, step: 50 * mib }],
  [{ min: 0, max: 100 }, 's', { min: 0, max: 120, step: 60 }],
  [{ min: 0, max: 500_000 }, 's', { min: 0, max: 6 * 86_400, step: 2 * 86_400 }],
  [{ min: 0, max: 0 }, 'percentunit', { min: 0, max: 1, step: 0.25 }],
  [{ min: -42.9, max: -1 }, 'percentunit', { min: -60, max: 0, step: 20 }],
])('values of %j in %s have the axis %j', (values, unit, axis) => {
  expect(axisOf(values, unit, undefined)).toEqual(axis);
});

it('a fixed maximum is the end of the axis', () => {
  expect(axisOf({ min: 0, max: 0.3 }, 'percentunit', 1)).toEqual({ min: 0, max: 1, step: 0.25 });
  expect(axisOf({ min: -42.9, max: 1 }, 'percentunit', 1)).toEqual({ min: -60, max: 1, step: 20 });
});
