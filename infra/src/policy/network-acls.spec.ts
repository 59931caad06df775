import { describe, expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { networkAcls } from './network-acls.js';

const subnet = (tier: string, zone: string, cidr_block: string) => ({
  id: `${tier}-${zone}`,
  availability_zone: zone,
  cidr_block,
  tags_all: { Name: `fairway-dev-${tier}-${zone}` },
});
const subnets = {
  'aws_subnet.private-a': subnet('private', 'us-east-1a', '10.1.11.0/24'),
  'aws_subnet.private-b': subnet('private', 'us-east-1b', '10.1.12.0/24'),
  'aws_subnet.data-a': subnet('data', 'us-east-1a', '10.1.31.0/24'),
  'aws_subnet.data-b': subnet('data', 'us-east-1b', '10.1.32.0/24'),
};
const postgresql = { action: 'allow', protocol: 'tcp', from_port: 5432, to_port: 5432, cidr_block: '10.1.11.0/24' };
const answers = { action: 'allow', protocol: 'tcp', from_port: 1024, to_port: 65535, cidr_block: '10.1.11.0/24' };
const among = { action: 'allow', protocol: '-1', from_port: 0, to_port: 0, cidr_block: '10.1.32.0/24' };

function problems(changes: object) {
  const acl = {
    subnet_ids: ['data-us-east-1a', 'data-us-east-1b'],
    ingress: [postgresql, among],
    egress: [answers, among],
    ...changes,
  };
  return networkAcls(stackWith({ ...subnets, 'aws_network_acl.data': acl })).map(({ problem }) => problem);
}

describe('a network ACL', () => {
  it('admits one tier on its ports, and the tier itself', () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({
        ingress: [
          { ...postgresql, cidr_block: '10.1.8.0/21' },
          { ...postgresql, action: 'deny', cidr_block: '0.0.0.0/0' },
        ],
      }),
    ).toEqual([]);
  });

  it.each([
    ['the whole network', '10.1.0.0/16', 'is the range of 2 tiers'],
    ['the internet', '0.0.0.0/0', 'is the range of 2 tiers'],
    ['half of the internet, but none of our tiers', '128.0.0.0/1', 'is the range of 0 tiers'],
    ['another network', '10.0.11.0/24', 'is the range of 0 tiers'],
    ['IPv6', '::/0', 'is the range of 0 tiers'],
  ])('refuses %s', (_, cidr_block, problem) => {
    expect(problems({ ingress: [{ ...postgresql, cidr_block }] })).toEqual([expect.stringContaining(problem)]);
    expect(problems({ egress: [{ ...answers, cidr_block }] })).toEqual([expect.stringContaining(problem)]);
  });

  it.each([{ protocol: '-1' }, { protocol: 'udp' }, { from_port: 0, to_port: 65535 }])(
    'rejects other ports: %j',
    (changes) => {
      expect(problems({ ingress: [{ ...postgresql, ...changes }] })).toEqual([
        expect.stringContaining('opens more ports'),
      ]);
    },
  );

  it('covers every subnet of its tier', () => {
    expect(problems({ subnet_ids: ['data-us-east-1a'], ingress: [], egress: [] })).toEqual([
      'does not cover aws_subnet.data-b',
    ]);
    expect(problems({ subnet_ids: [], ingress: [], egress: [] })).toEqual(['does not cover any subnet']);
  });
});
