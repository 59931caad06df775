import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { stackWith } from '../../test/support/stack-with.js';

type Resources = Parameters<typeof stackWith>[0];

/** An environment with one stack; `given` contains what AWS adds on apply. */
const environment = (name: string, planned: Resources, given: Resources = {}) => ({
  name,
  stacks: {
    network: {
      planned: stackWith(planned),
      applied: stackWith(
        Object.fromEntries(
          Object.entries(planned).map(([address, values]) => [address, { ...values, ...given[address] }]),
        ),
      ),
    },
  },
});

const compare = (dev: readonly [Resources, Resources?], production: readonly [Resources, Resources?]) =>
  differences(environment('dev', ...dev), environment('production', ...production)).map(({ where }) => where);

describe('the same', () => {
  it.each([
    ['names', { name: 'fairway-dev-kafka' }, { name: 'fairway-production-kafka' }],
    ['paths', { name: '/fairway/dev/network' }, { name: '/fairway/production/network' }],
    [
      'account names in a policy',
      { policy: '{"sub":"system:serviceaccount:dev:a"}' },
      { policy: '{ "sub": "system:serviceaccount:production:a" }' },
    ],
    [
      'names as keys',
      { tags: { 'autoscaler/fairway-dev': 'owned' } },
      { tags: { 'autoscaler/fairway-production': 'owned' } },
    ],
    ['sets', { zones: ['a', 'b'] }, { zones: ['b', 'a'] }],
    ['lists of blocks', { rules: [{ port: 1 }, { port: 2 }] }, { rules: [{ port: 2 }, { port: 1 }] }],
    ['disks', { device: '/dev/xvda' }, { device: '/dev/xvda' }],
    ['nothing', { kms_key_id: null }, {}],
  ])('%s', (_, dev, production) => {
    expect(compare([{ 'aws_a.this': dev }], [{ 'aws_a.this': production }])).toEqual([]);
  });

  it('network addresses', () => {
    const vpc = (cidr_block: string) => ({
      'aws_vpc.this': { cidr_block },
      'aws_subnet.this': { cidr_block: cidr_block.replace('0.0/16', '11.0/24') },
    });
    expect(compare([vpc('10.1.0.0/16')], [vpc('10.0.0.0/16')])).toEqual([]);
  });

  it('ids, and references to the same resource', () => {
    const resources = { 'aws_vpc.this': {}, 'aws_subnet.this': {} };
    const given = (id: string) => ({
      'aws_vpc.this': { id: `vpc-${id}` },
      'aws_subnet.this': { id: `subnet-${id}`, vpc_id: `vpc-${id}` },
    });
    expect(compare([resources, given('111111')], [resources, given('222222')])).toEqual([]);
  });

  it('resources whose address contains the name', () => {
    expect(compare([{ 'aws_tag.this["fairway-dev"]': {} }], [{ 'aws_tag.this["fairway-production"]': {} }])).toEqual(
      [],
    );
  });

  it('values that correspond in the hand-over, and what is built from them', () => {
    const resources = { 'aws_ssm_parameter.handover': {}, 'aws_iam_role_policy.this': {} };
    const given = (id: string) => ({
      'aws_ssm_parameter.handover': { insecure_value: JSON.stringify({ database: { resource_id: id } }) },
      'aws_iam_role_policy.this': {
        policy: JSON.stringify({ Resource: `arn:aws:rds-db:us-east-1:1:dbuser:${id}/stock` }),
      },
    });
    expect(compare([resources, given('db-ABCDEF')], [resources, given('cluster-GHIJKL')])).toEqual([]);
  });
});

describe('different', () => {
  it.each([
    ['a value', { port: 1 }, { port: 2 }, 'port'],
    ['a value in a block', { block: [{ size: 1, type: 'gp3' }] }, { block: [{ size: 2, type: 'gp3' }] }, 'block.size'],
    ['a value in a document', { text: '{"a":{"b":1}}' }, { text: '{"a":{"b":2}}' }, 'text.a.b'],
    ['a list', { zones: ['a'] }, { zones: ['a', 'b'] }, 'zones'],
    ['a block that only the first has', { block: [{ size: 1 }] }, { block: [] }, 'block'],
    ['a block that only the second has', { block: [] }, { block: [{ size: 1 }] }, 'block'],
    ['a value that only one has', { key: 'x' }, {}, 'key'],
    ['a name within a word', { name: 'device' }, { name: 'productionice' }, 'name'],
  ])('%s', (_, dev, production, path) => {
    expect(compare([{ 'aws_a.this': dev }], [{ 'aws_a.this': production }])).toEqual([`network aws_a.this ${path}`]);
  });

  it('a resource that only one has', () => {
    expect(compare([{ 'aws_a.this': {} }], [{ 'aws_b.this': {} }])).toEqual([
      'network aws_a.this only in dev',
      'network aws_b.this only in production',
    ]);
  });

  it('a word from AWS, which says nothing about other occurrences', () => {
    const resources = { 'aws_a.this': {}, 'aws_b.this': { mode: 'on' } };
    expect(
      compare([resources, { 'aws_a.this': { status: 'on' } }], [resources, { 'aws_a.this': { status: 'off' } }]),
    ).toEqual(['network aws_a.this status']);
  });

  it('a reference to another resource', () => {
    // The rule comes first: its reference to a group must not count more than the group's own id.
    const resources = { 'aws_rule.this': {}, 'aws_group.kafka': {}, 'aws_group.database': {} };
    const given = (id: string, referenced: string) => ({
      'aws_rule.this': { id: `rule-${id}`, group: `${referenced}-${id}` },
      'aws_group.kafka': { id: `sg-kafka-${id}` },
      'aws_group.database': { id: `sg-database-${id}` },
    });
    expect(compare([resources, given('111', 'sg-kafka')], [resources, given('222', 'sg-kafka')])).toEqual([]);
    expect(compare([resources, given('111', 'sg-kafka')], [resources, given('222', 'sg-database')])).toEqual([
      'network aws_rule.this group',
    ]);
  });
});
