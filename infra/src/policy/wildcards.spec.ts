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
    [
      'all actions',
      { Action: '*', Resource: '*' },
      [
        'policy allows * on everything',
        'policy allows * without a boundary',
        'policy allows iam:PassRole on everything',
      ],
    ],
    ['a service', { Action: ['ec2:DescribeVpcs', 'ec2:*'], Resource: '*' }, ['policy allows ec2:* on everything']],
    ['all buckets there are', { Action: 's3:*', Resource: 'arn:aws:s3:::*' }, ['policy allows s3:* on everything']],
    [
      'every object there is',
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::*/*' },
      ['policy allows s3:GetObject on everything'],
    ],
    [
      'every role',
      { Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' },
      ['policy allows sts:AssumeRole on everything'],
    ],
    [
      'every service',
      { Action: 'ec2:RunInstances', Resource: 'arn:aws:*' },
      ['policy allows ec2:RunInstances on everything'],
    ],
    [
      'a read of content',
      { Action: 'secretsmanager:Get*', Resource: '*' },
      ['policy allows secretsmanager:Get* on everything'],
    ],
    [
      'a partially named write',
      { Action: 'ec2:Authorize*', Resource: '*' },
      ['policy allows ec2:Authorize* on everything'],
    ],
    ['a region', { Action: 'ec2:*', Resource: '*', Condition }, ['policy allows ec2:* on everything']],
    [
      'a tag with any value',
      { Action: 'kms:Decrypt', Resource: '*', Condition: { StringLike: { 'aws:ResourceTag/environment': '*' } } },
      ['policy allows kms:Decrypt on everything'],
    ],
    [
      'a tag, if there is one',
      {
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEqualsIfExists: { 'aws:ResourceTag/environment': 'dev' } },
      },
      ['policy allows kms:Decrypt on everything'],
    ],
    [
      'one of several resources',
      { Action: 's3:*', Resource: ['arn:aws:s3:::a', '*'] },
      ['policy allows s3:* on everything'],
    ],
  ])('%s is refused', (_, statement, expected) => expect(problems(statement)).toEqual(expected));

  it.each([
    [
      'one of our tags',
      { Action: 'ec2:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/environment': 'dev' } } },
    ],
    [
      'reading settings',
      { Action: ['ec2:Describe*', 'iam:Get*', 's3:GetBucket*', 'ecr:GetAuthorizationToken'], Resource: '*' },
    ],
    ['named resources', { Action: 's3:GetObject', Resource: ['arn:aws:s3:::fairway-dev-*'] }],
    ['a refusal', { Effect: 'Deny', Action: '*', Resource: '*' }],
  ])('%s is accepted', (_, statement) => expect(problems(statement)).toEqual([]));

  it('is how key policies refer to their key', () => {
    expect(
      problems({ Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'aws_kms_key'),
    ).toEqual([]);
  });
});

describe('iam:PassRole on everything is rejected', () => {
  it.each(['iam:PassRole', 'iam:Pass*', 'IAM:passrole'])('as %s, with or without a condition', (Action) => {
    expect(problems({ Action, Resource: '*', Condition })).toEqual(['policy allows iam:PassRole on everything']);
  });

  it('but accepted on named roles', () => {
    expect(problems({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/fairway-dev-*' })).toEqual([]);
  });
});

describe("writing a role's rights requires a boundary", () => {
  const roles = {
    Action: ['iam:CreateRole', 'iam:PutRolePolicy'],
    Resource: 'arn:aws:iam::111122223333:role/fairway-dev-*',
  };
  const beneath = {
    StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/fairway-boundary-dev' },
  };

  it('only', () => {
    expect(problems(roles)).toEqual(['policy allows iam:CreateRole, iam:PutRolePolicy without a boundary']);
    expect(problems({ ...roles, Condition: beneath })).toEqual([]);
  });

  it.each(['iam:CreateAccessKey', 'iam:*Policy', 'iam:DeleteRolePermissionsBoundary'])('%s too', (Action) => {
    expect(problems({ ...roles, Action })).toEqual([`policy allows ${Action} without a boundary`]);
  });
});

describe('only the roles that apply Terraform', () => {
  const of = (role: string, Action: string, Resource: string) => {
    const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action, Resource } });
    return wildcards(stackWith({ 'aws_iam_role_policy.this': { role, policy } })).map(({ problem }) => problem);
  };

  it('have all rights of a service', () => {
    expect(of('fairway-dev-loki', 's3:*', 'arn:aws:s3:::fairway-dev-logs/*')).toEqual(['policy allows all of s3:*']);
    expect(of('fairway-apply-dev', 's3:*', 'arn:aws:s3:::fairway-dev-*')).toEqual([]);
  });

  it('write in IAM', () => {
    const role = 'arn:aws:iam::111122223333:role/fairway-dev-a';
    expect(of('fairway-deploy-dev', 'iam:UpdateAssumeRolePolicy', role)).toEqual([
      'policy allows iam:UpdateAssumeRolePolicy',
    ]);
    expect(of('fairway-deploy-dev', 'iam:PassRole', role)).toEqual([]);
    expect(of('fairway-apply-dev', 'iam:UpdateAssumeRolePolicy', role)).toEqual([]);
  });
});

describe('an attached policy', () => {
  const attached = (policy_arn: string) =>
    wildcards(stackWith({ 'aws_iam_role_policy_attachment.this': { policy_arn } }));

  it.each(['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::111122223333:policy/fairway-boundary-dev'])(
    '%s is refused',
    (arn) => {
      expect(attached(arn)).toEqual([expect.objectContaining({ problem: `gives the rights of ${arn}` })]);
      expect(wildcards(stackWith({ 'aws_iam_role.this': { managed_policy_arns: [arn] } }))).toHaveLength(1);
    },
  );

  it.each([
    'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
    'arn:aws:iam::111122223333:policy/fairway-read-configuration',
  ])('%s is accepted', (arn) => {
    expect(attached(arn)).toEqual([]);
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

describe('a trust policy', () => {
  const trust = (statement: object) =>
    problems({ Action: 'sts:AssumeRole', ...statement }, 'aws_iam_role', 'assume_role_policy');
  const claim = (name: string) => `token.actions.githubusercontent.com:${name}`;
  const aud = { StringEquals: { 'x:aud': 'sts.amazonaws.com' } };
  const sub = {
    StringEquals: { [claim('aud')]: 'sts.amazonaws.com', [claim('sub')]: 'repo:example/fairway:ref:refs/heads/main' },
  };

  it.each([
    ['everybody', { Principal: { AWS: '*' } }, 'lets everyone assume the role'],
    [
      'everyone, besides one account',
      { Principal: { AWS: '*', Service: 'ec2.amazonaws.com' } },
      'lets everyone assume the role',
    ],
    ['everyone, with a condition', { Principal: '*', Condition }, 'lets everyone assume the role'],
    [
      'all users of GitHub',
      { Principal: { Federated: 'github' }, Condition: aud },
      'lets every user of an identity provider',
    ],
    [
      'users matched by a pattern',
      { Principal: { Federated: 'github' }, Condition: { ...aud, StringLike: { 'x:sub': 'repo:example/*' } } },
      'lets every user',
    ],
    [
      'tokens issued for others',
      { Principal: { Federated: 'github' }, Condition: { StringEquals: { 'x:sub': 'repo:example/fairway' } } },
      'issued for others',
    ],
    ['an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'lets a whole account assume the role'],
  ])('refuses %s', (_, statement, problem) => expect(trust(statement)).toEqual([expect.stringContaining(problem)]));

  it('accepts services, and users by name', () => {
    expect(trust({ Principal: { Service: 'ec2.amazonaws.com' } })).toEqual([]);
    expect(trust({ Principal: { Federated: 'github' }, Condition: sub })).toEqual([]);
  });
});

it('finds policies in nested blocks', () => {
  const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } });
  expect(wildcards(stackWith({ 'aws_iam_role.this': { inline_policy: [{ name: 'a', policy }] } }))).toEqual([
    {
      address: 'aws_iam_role.this',
      problem: 'inline_policy.0.policy allows ec2:* on everything',
      fix: expect.any(String),
    },
  ]);
});
