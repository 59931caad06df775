import { expect, it } from 'vitest';
import { review } from './example.js';
import { ofDev, stackWith } from './support/stack-with.js';

it('the example prices a stack and finds a subnet that gives out public addresses', () => {
  const values = stackWith({
    'aws_eip.this': { region: 'us-east-1' },
    'aws_subnet.this': { map_public_ip_on_launch: true },
  });
  expect(review({ values }, ofDev)).toEqual({
    monthlyUsd: 3.65,
    findings: [
      'exposure: aws_subnet.this: gives a public address to every instance that starts in it. ' +
        'Set map_public_ip_on_launch to false; resources that need an address request one.',
    ],
  });
});
