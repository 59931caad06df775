import { describe, expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { roleNamed, rolesOf } from './roles.js';

const policy = (Action: string) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const trust = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});

const stack = stackWith({
  'aws_iam_role.one': {
    name: 'one',
    arn: 'arn:one',
    assume_role_policy: trust,
    inline_policy: [{ name: 'a', policy: policy('s3:A') }],
  },
  'aws_iam_role.two': { name: 'two', arn: 'arn:two', assume_role_policy: trust },
  'aws_iam_role_policy.one': { role: 'one', policy: policy('s3:B') },
  'aws_iam_policy.ours': { arn: 'arn:aws:iam::111122223333:policy/ours', policy: policy('s3:C') },
  'aws_iam_role_policy_attachment.ours': { role: 'one', policy_arn: 'arn:aws:iam::111122223333:policy/ours' },
  'aws_iam_role_policy_attachment.aws': { role: 'one', policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
});

const actionsOf = (name: string) =>
  roleNamed(stack, name)
    .policies.flatMap(({ statements }) => statements.flatMap(({ actions = [] }) => actions))
    .sort();

describe('a role', () => {
  it('has its policies, wherever they are written', () => {
    expect(actionsOf('one')).toEqual(['s3:A', 's3:B', 's3:C']);
    expect(actionsOf('two')).toEqual([]);
  });

  it('lists attached policies whose text is not in the stack', () => {
    expect(rolesOf(stack).map(({ name, foreignPolicyArns }) => [name, foreignPolicyArns])).toEqual([
      ['one', ['arn:aws:iam::aws:policy/ReadOnlyAccess']],
      ['two', []],
    ]);
  });

  it('has its trust policy', () => {
    expect(roleNamed(stack, 'two').trust.statements[0]?.principals).toEqual({ Service: ['ec2.amazonaws.com'] });
  });

  it('that does not exist is an error', () => {
    expect(() => roleNamed(stack, 'three')).toThrow('no role three');
  });
});
