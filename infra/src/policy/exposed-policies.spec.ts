import { describe, expect, it } from 'vitest';
import { exposedPolicies } from './exposed-policies.js';
import { ofDev, stackWith } from '../../test/support/stack-with.js';

function found(statement: object, { type = 'aws_s3_bucket_policy', argument = 'policy' } = {}) {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
  });
  return exposedPolicies(stackWith({ [`${type}.this`]: { [argument]: policy } }), ofDev).map(({ address }) => address);
}

const condition = (operator: string, key: string, value: string) => ({
  Principal: '*',
  Condition: { [operator]: { [key]: value } },
});

describe('a policy that gives everyone access', () => {
  it.each([
    ['plainly', { Principal: '*' }],
    ['of AWS', { Principal: { AWS: '*' } }],
    ['everyone, besides one account', { Principal: { AWS: 'arn:aws:iam::111122223333:root', Federated: '*' } }],
    [
      'our account, or any',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ['111122223333', '*'] } } },
    ],
    [
      'a source in our account, or in any',
      {
        Principal: '*',
        Condition: { ArnLike: { 'aws:SourceArn': ['arn:aws:sns:us-east-1:111122223333:*', 'arn:aws:sns:*:*:*'] } },
      },
    ],
    ['everyone who uses TLS', condition('Bool', 'aws:SecureTransport', 'true')],
    ['any account, ours or not', condition('StringLike', 'aws:PrincipalAccount', '*')],
    ['every account but one', condition('StringNotEquals', 'aws:PrincipalAccount', '111122223333')],
    ['the account, or requests without one', condition('StringEqualsIfExists', 'aws:PrincipalAccount', '111122223333')],
    ['another account', condition('StringEquals', 'aws:PrincipalAccount', '999999999999')],
    ['requests through a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    ['a topic of any account', condition('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:*:topic')],
  ])('%s', (_, statement) => expect(found(statement)).toEqual(['aws_s3_bucket_policy.this']));

  it.each([
    'aws_ecr_repository_policy',
    'aws_sqs_queue',
    'aws_sns_topic_policy',
    'aws_kms_key',
    'aws_secretsmanager_secret_policy',
  ])('whatever it is: %s', (type) => {
    expect(found({ Principal: '*' }, { type })).toEqual([`${type}.this`]);
  });

  it('also when only one of its statements does', () => {
    const open = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: '*' };
    const policy = JSON.stringify({
      Statement: [{ ...open, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, open],
    });
    expect(exposedPolicies(stackWith({ 'aws_s3_bucket_policy.this': { policy } }), ofDev)).toHaveLength(1);
  });

  it('whatever the argument is called', () => {
    expect(found({ Principal: '*' }, { argument: 'resource_policy' })).toEqual(['aws_s3_bucket_policy.this']);
  });
});

describe('a policy', () => {
  it.each([
    ['for one account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['for principals of the account', condition('StringEquals', 'aws:PrincipalAccount', '111122223333')],
    [
      'for requests on behalf of a source in the account',
      condition('ArnLike', 'AWS:SourceArn', 'arn:aws:sns:us-east-1:111122223333:*'),
    ],
    [
      'for a service that acts for the account',
      {
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
    ],
    ['that denies everyone', { Effect: 'Deny', Principal: '*' }],
  ])('%s is accepted', (_, statement) => expect(found(statement)).toEqual([]));

  it('of a VPC endpoint is ignored, because it grants nothing; trust policies have their own rule', () => {
    expect(found({ Principal: '*' }, { type: 'aws_vpc_endpoint' })).toEqual([]);
    expect(found({ Principal: '*' }, { type: 'aws_iam_role', argument: 'assume_role_policy' })).toEqual([]);
  });
});

it('an endpoint without a policy lets everything pass', () => {
  expect(exposedPolicies(stackWith({ 'aws_vpc_endpoint.this': { policy: null } }), ofDev)).toHaveLength(1);
});
