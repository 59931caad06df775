import { expect, it } from 'vitest';
import { wholeNumberText } from './whole-number.js';

const limit = wholeNumberText({ min: 1, max: 100, absent: 20 });

it('reads digits', () => {
  expect([undefined, '1', '100'].map((text) => limit.parse(text))).toEqual([20, 1, 100]);
});

it.each([
  '0x10',
  '1e1',
  '1.0',
  ' 1',
  '1 ',
  '+1',
  '-1',
  '01',
  '',
  '0',
  '101',
  '١',
  '1_0',
  ['1', '2'],
  ['1'],
  true,
  null,
])('refuses %j', (text) => {
  expect(limit.safeParse(text).success).toBe(false);
});
