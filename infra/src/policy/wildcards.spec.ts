import { describe, expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { wildcards } from './wildcards.js';

function problems(statement: object, type = 'aws_iam_role_policy', argument = 'policy') {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } });
  return wildcards(stackWith({ [`${type}.this`]: { [argument]: policy } })).map(({ problem }) => problem);
}

const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };

describe('a wildcard on everything', () => {
  it.each([
    ['all actions', { Action: '*', Resource: '*' }, ['policy allows * on everything', 'policy allows iam:PassRole on everything']],
    ['a service', { Action: ['ec2:DescribeVpcs', 'ec2:*'], Resource: '*' }, ['policy allows ec2:* on everything']],
    ['all buckets there are', { Action: 's3:*', Resource: 'arn:aws:s3:::*' }, ['policy allows s3:* on everything']],
    ['one of many resources', { Action: 's3:*', Resource: ['arn:aws:s3:::a', '*'] }, ['policy allows s3:* on everything']],
  ])('%s is refused', (_, statement, expected) => expect(problems(statement)).toEqual(expected));

  it.each([
    ['a condition', { Action: 'ec2:*', Resource: '*', Condition }],
    ['reading actions', { Action: ['ec2:Describe*'], Resource: '*' }],
    ['named resources', { Action: 's3:*', Resource: ['arn:aws:s3:::fairway-dev-*'] }],
    ['a refusal', { Effect: 'Deny', Action: '*', Resource: '*' }],
  ])('%s is accepted', (_, statement) => expect(problems(statement)).toEqual([]));

  it('is how keys speak of themselves', () => {
    expect(problems({ Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'aws_kms_key')).toEqual([]);
  });
});

describe('iam:PassRole on everything is refused', () => {
  it.each(['iam:PassRole', 'iam:Pass*', 'IAM:passrole'])('as %s, condition or not', (Action) => {
    expect(problems({ Action, Resource: '*', Condition })).toEqual(['policy allows iam:PassRole on everything']);
  });

  it('and accepted on named roles', () => {
    expect(problems({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/fairway-dev-*' })).toEqual([]);
  });
});

describe('NotAction and NotResource', () => {
  it.each([
    { NotAction: 'iam:*', Resource: '*' },
    { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::a' },
  ])('%j is refused', (statement) => {
    expect(problems(statement)).toEqual([expect.stringContaining('NotAction or NotResource')]);
    expect(problems({ ...statement, Effect: 'Deny' })).toEqual([]);
  });
});

describe('a policy of trust', () => {
  const trust = (statement: object) => problems({ Action: 'sts:AssumeRole', ...statement }, 'aws_iam_role', 'assume_role_policy');
  const claim = (name: string) => `token.actions.githubusercontent.com:${name}`;
  const sub = { StringEquals: { [claim('aud')]: 'sts.amazonaws.com', [claim('sub')]: 'repo:example/fairway:ref:refs/heads/main' } };

  it.each([
    ['everybody', { Principal: { AWS: '*' } }, 'lets everybody take the role'],
    ['everybody beside an account', { Principal: { AWS: '*', Service: 'ec2.amazonaws.com' } }, 'lets everybody take the role'],
    ['everybody, with a condition', { Principal: '*', Condition }, 'lets everybody take the role'],
    ['all users of GitHub', { Principal: { Federated: 'github' }, Condition }, 'lets every user of an identity provider'],
    ['users by a pattern', { Principal: { Federated: 'github' }, Condition: { StringLike: { 'x:sub': 'repo:example/*' } } }, 'lets every user'],
  ])('refuses %s', (_, statement, problem) => expect(trust(statement)).toEqual([expect.stringContaining(problem)]));

  it('accepts services, and users by name', () => {
    expect(trust({ Principal: { Service: 'ec2.amazonaws.com' } })).toEqual([]);
    expect(trust({ Principal: { Federated: 'github' }, Condition: sub })).toEqual([]);
  });
});

it('finds policies in blocks', () => {
  const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } });
  expect(wildcards(stackWith({ 'aws_iam_role.this': { inline_policy: [{ name: 'a', policy }] } }))).toEqual([
    { address: 'aws_iam_role.this', problem: 'inline_policy.0.policy allows iam:PassRole on everything', fix: expect.any(String) },
  ]);
});
