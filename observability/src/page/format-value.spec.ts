import { expect, it } from 'vitest';
import { formatValue } from './format-value.js';

it.each([
  [0, 's', '0 s'],
  [0.004_56, 's', '4.56 ms'],
  [0.000_002, 's', '2 µs'],
  [1.25, 's', '1.25 s'],
  [90, 's', '1.5 min'],
  [7_200, 's', '2 h'],
  [356_515_840, 'bytes', '340 MiB'],
  [12_345, 'Bps', '12.3 kB/s'],
  [0, 'Bps', '0 B/s'],
  [0.4244, 'Bps', '0.424 B/s'],
  [3.5e-10, 'Bps', '0 B/s'],
  [0.9995, 'percentunit', '99.95 %'],
  [-0.25, 'percentunit', '-25 %'],
  [-19.2531, 'percentunit', '-1925 %'],
  [12.345, 'reqps', '12.3/s'],
  [0.05, 'cps', '0.05/s'],
  [1_234_567, 'none', '1.23 M'],
])('%s in %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});
