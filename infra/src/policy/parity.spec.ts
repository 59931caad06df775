import { expect, it } from 'vitest';
import { parityFindings } from './parity.js';

const allowed = [
  { where: 'network aws_nat_gateway.this[*] only in production', reason: 'one is enough' },
  { where: 'cluster aws_a.this size', reason: 'as much as it carries' },
];
const size = { where: 'cluster aws_a.this size', values: [1, 2] as const };
const nat = { where: 'network aws_nat_gateway.this["b"] only in production' };
const port = { where: 'network aws_rule.this port', values: [1, 2] as const };

it('a listed difference is none', () => {
  expect(parityFindings([nat, size], allowed)).toEqual([]);
});

it('another one is, with both values', () => {
  expect(parityFindings([nat, size, port], allowed)).toEqual([
    expect.objectContaining({
      address: port.where,
      problem: 'differs: 1 against 2',
      fix: expect.stringContaining('allowed-differences.ts'),
    }),
  ]);
});

it('a difference is listed as a whole, not by its beginning', () => {
  expect(parityFindings([nat, size, { where: `${nat.where} too` }], allowed)).toHaveLength(1);
});

it('an entry without a difference is a finding', () => {
  expect(parityFindings([size], allowed)).toEqual([
    expect.objectContaining({
      address: allowed[0]?.where,
      problem: expect.stringContaining('both environments are alike'),
    }),
  ]);
});
