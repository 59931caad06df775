import { describe, expect, it } from 'vitest';
import { exposure } from './exposure.js';
import { stackWith } from '../../test/support/stack-with.js';

const groups = {
  'aws_security_group.alb': { id: 'sg-alb', name: 'fairway-dev-alb', ingress: [], egress: [] },
  'aws_security_group.database': { id: 'sg-database', name: 'fairway-dev-database', ingress: [], egress: [] },
};

const rule = (changes: object) => ({
  security_group_id: 'sg-alb',
  ip_protocol: 'tcp',
  from_port: 443,
  to_port: 443,
  cidr_ipv4: '0.0.0.0/0',
  ...changes,
});
const found = (resources: Parameters<typeof stackWith>[0]) =>
  exposure(stackWith(resources)).map(({ address }) => address);

describe('a security group', () => {
  const judged = (changes: object) => found({ ...groups, 'aws_vpc_security_group_ingress_rule.this': rule(changes) });

  it('allows HTTPS to the load balancers', () => {
    expect(judged({})).toEqual([]);
  });

  it('allows other groups', () => {
    expect(
      judged({ security_group_id: 'sg-database', cidr_ipv4: null, referenced_security_group_id: 'sg-alb' }),
    ).toEqual([]);
  });

  it.each([
    ['another group', { security_group_id: 'sg-database' }],
    ['a group of another stack', { security_group_id: 'sg-elsewhere' }],
    ['another port', { from_port: 80, to_port: 80 }],
    ['more ports', { to_port: 444 }],
    ['another protocol', { ip_protocol: 'udp' }],
    ['all protocols', { ip_protocol: '-1', from_port: null, to_port: null }],
    ['IPv6 on another group', { security_group_id: 'sg-database', cidr_ipv4: null, cidr_ipv6: '::/0' }],
    [
      'an address range of the network',
      { security_group_id: 'sg-database', cidr_ipv4: '10.1.11.0/24', from_port: 5432, to_port: 5432 },
    ],
    ['a list of ranges', { security_group_id: 'sg-database', cidr_ipv4: null, prefix_list_id: 'pl-1' }],
    [
      'another group on every port',
      { security_group_id: 'sg-database', cidr_ipv4: null, referenced_security_group_id: 'sg-alb', ip_protocol: '-1' },
    ],
    ['half of the internet', { security_group_id: 'sg-database', cidr_ipv4: '128.0.0.0/1' }],
  ])('must not allow %s', (_, changes) => {
    expect(judged(changes)).toEqual(['aws_vpc_security_group_ingress_rule.this']);
  });

  it('allows traffic among its own members', () => {
    expect(judged({ cidr_ipv4: null, referenced_security_group_id: 'sg-alb', ip_protocol: '-1' })).toEqual([]);
  });

  it('must not allow more by an older kind of rule', () => {
    const older = {
      security_group_id: 'sg-database',
      protocol: 'tcp',
      from_port: 5432,
      to_port: 5432,
      cidr_blocks: ['0.0.0.0/0'],
    };
    expect(found({ ...groups, 'aws_security_group_rule.this': { ...older, type: 'ingress' } })).toEqual([
      'aws_security_group_rule.this',
    ]);
    expect(found({ ...groups, 'aws_security_group_rule.this': { ...older, type: 'egress' } })).toEqual([]);
  });

  it('must not allow more by its own block', () => {
    const block = { protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: [], ipv6_cidr_blocks: ['::/0'] };
    expect(
      found({ 'aws_security_group.this': { id: 'sg-1', name: 'fairway-dev-nodes', ingress: [block], egress: [] } }),
    ).toEqual(['aws_security_group.this']);
  });
});

const brokers = (type: string) => ({
  broker_node_group_info: [{ connectivity_info: [{ public_access: [{ type }] }] }],
});
const firewall = (override: object) => ({
  rule: [{ override_action: [override], statement: [{ managed_rule_group_statement: [{ name: 'core' }] }] }],
});
const blocked = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};

describe('refused', () => {
  it.each([
    ['aws_default_network_acl', { ingress: [{ action: 'allow', cidr_block: '0.0.0.0/0' }] }],
    [
      'aws_default_network_acl',
      {
        ingress: [
          { action: 'allow', cidr_block: '10.0.0.0/16' },
          { action: 'allow', cidr_block: '0.0.0.0/0' },
        ],
      },
    ],
    [
      'aws_default_security_group',
      { id: 'sg-1', name: 'default', ingress: [{ protocol: 'tcp', from_port: 22, to_port: 22, self: true }] },
    ],
    ['aws_default_network_acl', { ingress: [{ action: 'allow', ipv6_cidr_block: '::/0' }] }],
    ['aws_network_acl_rule', { egress: false, rule_action: 'allow', cidr_block: '0.0.0.0/0' }],
    ['aws_eks_cluster', { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ['0.0.0.0/0'] }] }],
    ['aws_eks_cluster', { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: [] }] }],
    [
      'aws_eks_cluster',
      { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ['203.0.113.0/24', '0.0.0.0/0'] }] },
    ],
    ['aws_db_instance', { publicly_accessible: true }],
    ['aws_rds_cluster_instance', { publicly_accessible: true }],
    ['aws_msk_cluster', brokers('SERVICE_PROVIDED_EIPS')],
    ['aws_subnet', { map_public_ip_on_launch: true }],
    ['aws_s3_bucket', { bucket: 'unblocked' }],
    ['aws_s3_bucket_acl', { acl: 'public-read' }],
    ['aws_s3_bucket_public_access_block', { ...blocked, block_public_policy: false }],
    ['aws_s3_account_public_access_block', { ...blocked, restrict_public_buckets: false }],
    ['aws_wafv2_web_acl', { rule: [] }],
    ['aws_wafv2_web_acl', firewall({ count: [{}] })],
    ['aws_ecrpublic_repository', {}],
  ])('%s %j', (type, values) => {
    expect(found({ [`${type}.this`]: values })).toEqual([`${type}.this`]);
  });
});

it('lists the settings that a bucket lacks', () => {
  const open = { ...blocked, block_public_policy: false, restrict_public_buckets: null };
  expect(exposure(stackWith({ 'aws_s3_bucket_public_access_block.this': open }))).toEqual([
    {
      address: 'aws_s3_bucket_public_access_block.this',
      problem: 'does not set block_public_policy, restrict_public_buckets',
      fix: 'Set all four to true.',
    },
  ]);
});

describe('accepted', () => {
  it.each([
    [
      'aws_default_network_acl',
      {
        ingress: [{ action: 'deny', cidr_block: '0.0.0.0/0' }],
        egress: [{ action: 'allow', cidr_block: '0.0.0.0/0' }],
      },
    ],
    ['aws_network_acl_rule', { egress: true, rule_action: 'allow', cidr_block: '0.0.0.0/0' }],
    // AWS reports this range for every cluster; without a public endpoint it has no effect.
    ['aws_eks_cluster', { vpc_config: [{ endpoint_public_access: false, public_access_cidrs: ['0.0.0.0/0'] }] }],
    ['aws_eks_cluster', { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ['203.0.113.0/24'] }] }],
    ['aws_db_instance', { publicly_accessible: false }],
    ['aws_msk_cluster', brokers('DISABLED')],
    ['aws_wafv2_web_acl', firewall({ none: [{}] })],
    ['aws_msk_cluster', { broker_node_group_info: [{ connectivity_info: [] }] }],
    ['aws_subnet', { map_public_ip_on_launch: false }],
    ['aws_s3_bucket_acl', { acl: 'private' }],
    ['aws_s3_account_public_access_block', blocked],
  ])('%s %j', (type, values) => {
    expect(found({ [`${type}.this`]: values })).toEqual([]);
  });

  it('a bucket with its public access block', () => {
    expect(
      found({
        'aws_s3_bucket.this': { bucket: 'a' },
        'aws_s3_bucket_public_access_block.this': { bucket: 'a', ...blocked },
      }),
    ).toEqual([]);
    expect(
      found({
        'aws_s3_bucket.this': { bucket: 'a' },
        'aws_s3_bucket_public_access_block.this': { bucket: 'b', ...blocked },
      }),
    ).toEqual(['aws_s3_bucket.this']);
  });
});
