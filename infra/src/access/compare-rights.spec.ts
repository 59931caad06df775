import { expect, it } from 'vitest';
import { compareRights } from './compare-rights.js';
import { parsePolicy } from './policy-document.js';
import type { Role } from './roles.js';

const trust = parsePolicy('{"Statement":[]}');
const role = (...statements: object[]): Role => ({
  name: 'a',
  arn: 'a',
  trust,
  policies: [parsePolicy(JSON.stringify({ Statement: statements }))],
  foreignPolicyArns: [],
});
const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::a/b' };
const write = { action: 's3:PutObject', resource: 'arn:aws:s3:::a/b' };
const decrypt = {
  action: 'kms:Decrypt',
  resource: 'arn:aws:kms:us-east-1:1:key/1',
  context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
};

const allow = (Action: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});

it('a role with exactly the rights that it needs has no differences', () => {
  expect(compareRights(role(allow('s3:GetObject')), [read], [read, write])).toEqual([]);
});

it('an excess right', () => {
  expect(compareRights(role(allow('s3:*')), [read], [read, write])).toEqual(['may s3:PutObject arn:aws:s3:::a/b']);
});

it('a missing right, asked about or not', () => {
  expect(compareRights(role(), [read], [read, write])).toEqual(['may not s3:GetObject arn:aws:s3:::a/b']);
  expect(compareRights(role(), [read], [])).toEqual(['may not s3:GetObject arn:aws:s3:::a/b']);
});

it('a right in one situation is not a right in all', () => {
  const anywhere = { ...decrypt, context: {} };
  const viaS3 = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
  expect(compareRights(role(allow('kms:Decrypt', viaS3)), [decrypt], [decrypt, anywhere])).toEqual([]);
  expect(compareRights(role(allow('kms:Decrypt')), [decrypt], [decrypt, anywhere])).toEqual([
    'may kms:Decrypt arn:aws:kms:us-east-1:1:key/1',
  ]);
});
