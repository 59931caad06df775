import { describe, expect, it } from 'vitest';
import { egress } from './egress.js';
import { stackWith } from '../../test/support/stack-with.js';

const found = (resources: Parameters<typeof stackWith>[0]) =>
  egress(stackWith(resources)).map(({ address }) => address);

describe('a security group', () => {
  const judged = (name: string, changes: object = {}) =>
    found({
      'aws_security_group.this': { id: 'sg-1', name: `fairway-dev-${name}` },
      'aws_vpc_security_group_egress_rule.this': {
        security_group_id: 'sg-1',
        ip_protocol: '-1',
        cidr_ipv4: '0.0.0.0/0',
        ...changes,
      },
    });

  it('of the nodes reaches everything', () => {
    expect(judged('nodes')).toEqual([]);
  });

  it('of the runners reaches HTTPS', () => {
    const https = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };
    expect(judged('runner', https)).toEqual([]);
    expect(judged('runner', { ...https, to_port: 8443 })).toEqual(['aws_vpc_security_group_egress_rule.this']);
    expect(judged('bastion', https)).toEqual(['aws_vpc_security_group_egress_rule.this']);
  });

  it.each(['runner', 'alb', 'kafka', 'database', 'bastion'])('of %s does not', (name) => {
    expect(judged(name)).toEqual(['aws_vpc_security_group_egress_rule.this']);
    expect(judged(name, { cidr_ipv4: null, cidr_ipv6: '::/0' })).toEqual(['aws_vpc_security_group_egress_rule.this']);
    expect(judged(name, { cidr_ipv4: null, referenced_security_group_id: 'sg-2' })).toEqual([]);
  });
});

describe('a subnet', () => {
  const nat = { cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1' };
  const judged = (
    tier: string,
    { route = [] as object[], ...apart }: { route?: object[]; [address: string]: object | undefined } = {},
  ) =>
    found({
      'aws_subnet.this': { id: 'subnet-1', tags: { Name: `fairway-dev-${tier}-us-east-1a` } },
      'aws_route_table.this': { id: 'rtb-1', route },
      'aws_route_table_association.this': { subnet_id: 'subnet-1', route_table_id: 'rtb-1' },
      ...(apart as Record<string, Record<string, unknown>>),
    });

  it.each(['control-plane', 'data'])('of the tier %s has no route to the internet', (tier) => {
    expect(judged(tier)).toEqual([]);
    expect(judged(tier, { route: [nat] })).toEqual(['aws_route_table.this']);
    expect(judged(tier, { route: [{ ipv6_cidr_block: '::/0' }] })).toEqual(['aws_route_table.this']);
    expect(
      judged(tier, { 'aws_route.this': { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0' } }),
    ).toEqual(['aws_route_table.this']);
    expect(judged(tier, { route: [{ ...nat, cidr_block: '10.0.0.0/16' }] })).toEqual([]);
  });

  it('is not affected by the route of another table', () => {
    expect(
      judged('data', { 'aws_route.this': { route_table_id: 'rtb-2', destination_cidr_block: '0.0.0.0/0' } }),
    ).toEqual([]);
    expect(judged('data', { 'aws_route_table.public': { id: 'rtb-2', route: [nat] } })).toEqual([]);
  });

  it('of another tier may have one', () => {
    expect(judged('private', { route: [nat] })).toEqual([]);
  });

  it('without a route table has none either', () => {
    expect(found({ 'aws_default_route_table.this': { id: 'rtb-0', route: [nat] } })).toEqual([
      'aws_default_route_table.this',
    ]);
  });
});
