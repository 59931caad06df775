import { expect, it } from 'vitest';
import { ofDev, stackWith } from '../../test/support/stack-with.js';
import { foreignAccounts } from './foreign-accounts.js';

const problems = (values: Record<string, unknown>) =>
  foreignAccounts(stackWith({ 'aws_s3_bucket_policy.this': values }), ofDev).map(({ problem }) => problem);
const policy = (principal: unknown, condition: object = {}) => ({
  policy: JSON.stringify({
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Principal: principal, Condition: condition },
  }),
});

it.each([
  ['a principal', policy({ AWS: 'arn:aws:iam::999999999999:role/reader' })],
  ['a principal given by its number', policy({ AWS: ['111122223333', '999999999999'] })],
  ['a condition', policy('*', { StringEquals: { 'aws:PrincipalAccount': '999999999999' } })],
  ['an ARN in a list', { log_destination_configs: ['arn:aws:logs:us-east-1:999999999999:log-group:a'] }],
  ['the owner of the peer', { peer_owner_id: '999999999999' }],
  ['accounts that may restore it', { shared_accounts: ['999999999999'] }],
])('finds another account given as %s', (_, values) =>
  expect(problems(values)).toEqual([expect.stringContaining('names the account 999999999999')]),
);

it.each([
  [
    'our own',
    policy({ AWS: 'arn:aws:iam::111122223333:root' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  ],
  ["AWS's own policies", { policy_arn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy' }],
  ['numbers with another meaning', { description: '999999999999' }],
])('%s is accepted', (_, values) => expect(problems(values)).toEqual([]));
