import { expect, it } from 'vitest';
import { ofDev, stackWith } from '../../test/support/stack-with.js';
import { otherEnvironment } from './other-environment.js';

const inDev = (values: Record<string, unknown>) =>
  otherEnvironment(stackWith({ 'aws_iam_role_policy.this': values }), ofDev).length;
const inShared = (role: string, statement: object) => {
  const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', ...statement } });
  return otherEnvironment(stackWith({ 'aws_iam_role_policy.this': { role, policy } }), {
    ...ofDev,
    environment: 'shared',
    stack: 'global',
  }).length;
};

it.each([
  {
    policy:
      '{"Resource":"arn:aws:secretsmanager:us-east-1:111122223333:secret:fairway/production/stock-service/DATABASE_URL"}',
  },
  { kms_key_id: 'alias/fairway-production-secrets' },
  { subject: 'system:serviceaccount:production:stock-service' },
])('dev does not name production: %j', (values) => expect(inDev(values)).toBe(1));

it.each([{ a: 'fairway-dev-logs' }, { a: 'fairway-reproduction' }, { a: 'production' }])('%j is accepted', (values) =>
  expect(inDev(values)).toBe(0),
);

it('a role of one environment has no rights in the other, and may be denied them', () => {
  const there = { Resource: 'arn:aws:s3:::fairway-production-logs-111122223333/*' };
  expect(inShared('fairway-apply-dev', there)).toBe(1);
  expect(
    inShared('fairway-deploy-dev', {
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/cluster': 'fairway-production' } },
    }),
  ).toBe(1);
  expect(inShared('fairway-apply-dev', { ...there, Effect: 'Deny' })).toBe(0);
  expect(inShared('fairway-apply-production', there)).toBe(0);
  expect(inShared('fairway-plan', there)).toBe(0);
});
