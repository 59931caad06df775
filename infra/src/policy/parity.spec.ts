import { expect, it } from 'vitest';
import { parityFindings } from './parity.js';

const allowed = [
  { where: 'network aws_nat_gateway.this[*] only in production', reason: 'one is enough' },
  { where: 'cluster aws_a.this size', reason: 'as much as it carries' },
];
const size = { where: 'cluster aws_a.this size', values: [1, 2] as const };
const nat = { where: 'network aws_nat_gateway.this["b"] only in production' };
const port = { where: 'network aws_rule.this port', values: [1, 2] as const };

it('accepts a listed difference', () => {
  expect(parityFindings([nat, size], allowed)).toEqual([]);
});

it('reports another difference, with both values', () => {
  expect(parityFindings([nat, size, port], allowed)).toEqual([
    expect.objectContaining({
      address: port.where,
      problem: 'differs: 1 against 2',
      fix: expect.stringContaining('allowed-differences.ts'),
    }),
  ]);
});

it('does not accept the beginning of a difference', () => {
  expect(parityFindings([nat, size, { where: `${nat.where} too` }], allowed)).toHaveLength(1);
});

it('reports an entry without a difference', () => {
  expect(parityFindings([size], allowed)).toEqual([
    expect.objectContaining({
      address: allowed[0]?.where,
      problem: expect.stringContaining('both environments are equal'),
    }),
  ]);
});

it('does not require an optional difference', () => {
  const alarms = { where: 'data aws_sns.this[*] only in production', reason: 'may be empty', optional: true } as const;
  const subscription = { where: 'data aws_sns.this["a"] only in production' };
  expect(parityFindings([nat, size], [...allowed, alarms])).toEqual([]);
  expect(parityFindings([nat, size, subscription], [...allowed, alarms])).toEqual([]);
});
