import { describe, expect, it } from 'vitest';
import { ofDev, stackWith } from '../../test/support/stack-with.js';
import { tags } from './tags.js';

const right = {
  project: 'fairway',
  environment: 'dev',
  stack: 'data',
  'managed-by': 'terraform',
  repository: 'example/fairway',
};
const problems = (type: string, values: Record<string, unknown>) =>
  tags(stackWith({ [`${type}.this`]: values }), ofDev).map(({ problem }) => problem);

describe('the five tags', () => {
  it('are on every resource that supports tags', () => {
    expect(problems('aws_vpc', { tags_all: { ...right, Name: 'fairway-dev' } })).toEqual([]);
    expect(problems('aws_vpc', { tags_all: null })).toHaveLength(1);
    expect(problems('aws_iam_role_policy', { policy: '{}' })).toEqual([]);
  });

  it.each(Object.keys(right))('%s has the value of the run', (name) => {
    expect(problems('aws_vpc', { tags_all: { ...right, [name]: undefined } })).toEqual([
      expect.stringContaining(`${name} = null`),
    ]);
    expect(problems('aws_vpc', { tags_all: { ...right, [name]: 'another' } })).toEqual([
      expect.stringContaining(`${name} = "another"`),
    ]);
  });

  it('are passed on to everything that a launch template starts', () => {
    const of = (...kinds: string[]) => ({
      tags_all: right,
      tag_specifications: kinds.map((resource_type) => ({ resource_type, tags: right })),
    });
    expect(problems('aws_launch_template', of('instance', 'volume', 'network-interface'))).toEqual([]);
    expect(problems('aws_launch_template', of('instance', 'network-interface'))).toEqual([
      expect.stringContaining('each volume of it'),
    ]);
  });

  it('are passed on to the volumes of pods', () => {
    const driver = (extraVolumeTags: object) => ({
      addon_name: 'aws-ebs-csi-driver',
      tags_all: right,
      configuration_values: JSON.stringify({ controller: { extraVolumeTags } }),
    });
    expect(problems('aws_eks_addon', driver(right))).toEqual([]);
    expect(problems('aws_eks_addon', driver({}))).toHaveLength(1);
  });

  it.each(['aws_db_instance', 'aws_rds_cluster'])('are copied to the snapshots of %s', (type) => {
    expect(problems(type, { tags_all: right, copy_tags_to_snapshot: true })).toEqual([]);
    expect(problems(type, { tags_all: right, copy_tags_to_snapshot: false })).toHaveLength(1);
  });
});
