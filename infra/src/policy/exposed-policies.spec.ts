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

describe('a policy that lets everybody in', () => {
  it.each([
    ['plainly', { Principal: '*' }],
    ['of AWS', { Principal: { AWS: '*' } }],
    ['beside an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root', Federated: '*' } }],
    [
      'of our account or of any',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ['111122223333', '*'] } } },
    ],
    [
      'of a source in our account or in any',
      {
        Principal: '*',
        Condition: { ArnLike: { 'aws:SourceArn': ['arn:aws:sns:us-east-1:111122223333:*', 'arn:aws:sns:*:*:*'] } },
      },
    ],
    ['who comes by TLS', condition('Bool', 'aws:SecureTransport', 'true')],
    ['of any account of ours or of others', condition('StringLike', 'aws:PrincipalAccount', '*')],
    ['but one account', condition('StringNotEquals', 'aws:PrincipalAccount', '111122223333')],
    ['of the account, or without one', condition('StringEqualsIfExists', 'aws:PrincipalAccount', '111122223333')],
    ['of another account', condition('StringEquals', 'aws:PrincipalAccount', '999999999999')],
    ['who has a service do it', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    ['of a topic of any account', condition('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:*:topic')],
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

  it('in one of its statements', () => {
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
    ['for whoever is of the account', condition('StringEquals', 'aws:PrincipalAccount', '111122223333')],
    [
      'for whoever acts for a source in the account',
      condition('ArnLike', 'AWS:SourceArn', 'arn:aws:sns:us-east-1:111122223333:*'),
    ],
    [
      'for a service that acts for the account',
      {
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
    ],
    ['that denies everybody', { Effect: 'Deny', Principal: '*' }],
  ])('%s is accepted', (_, statement) => expect(found(statement)).toEqual([]));

  it('of an endpoint gives no rights, and trust is judged with the wildcards', () => {
    expect(found({ Principal: '*' }, { type: 'aws_vpc_endpoint' })).toEqual([]);
    expect(found({ Principal: '*' }, { type: 'aws_iam_role', argument: 'assume_role_policy' })).toEqual([]);
  });
});

it('an endpoint without a policy passes everything', () => {
  expect(exposedPolicies(stackWith({ 'aws_vpc_endpoint.this': { policy: null } }), ofDev)).toHaveLength(1);
});
