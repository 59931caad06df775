import { expect, it } from 'vitest';
import { isOpen } from './open-cidr.js';

it.each(['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '2000::/3'])('%s counts as the internet', (cidr) =>
  expect(isOpen(cidr)).toBe(true),
);

it.each(['10.0.0.0/8', '203.0.113.7/32', '100.64.0.0/10', '2600:1f18::/32', 'cidr_blocks'])('%s is not', (cidr) =>
  expect(isOpen(cidr)).toBe(false),
);
