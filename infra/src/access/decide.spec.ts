import { describe, expect, it } from 'vitest';
import { decide, type Request } from './decide.js';
import { parsePolicy } from './policy-document.js';

const bucket = 'arn:aws:s3:::fairway-dev-backups';
const role = 'arn:aws:iam::111122223333:role/fairway-plan';

function asked(statements: object[], request: Partial<Request> = {}) {
  return decide({
    policies: [parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))],
    action: 's3:GetObject',
    resource: `${bucket}/a`,
    ...request,
  });
}

const allow = { Effect: 'Allow', Action: 's3:Get*', Resource: `${bucket}/*` };

describe('an identity', () => {
  it('is refused what no statement allows', () => {
    expect(asked([])).toBe('implicit deny');
    expect(asked([allow], { action: 's3:PutObject' })).toBe('implicit deny');
    expect(asked([allow], { resource: 'arn:aws:s3:::fairway-production-backups/a' })).toBe('implicit deny');
  });

  it('may do what one statement allows', () => {
    expect(asked([{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }, allow])).toBe('allowed');
  });

  it('may do each of several actions, on each of several resources', () => {
    const several = {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:GetObject'],
      Resource: ['arn:aws:s3:::else/*', `${bucket}/*`],
    };
    expect(asked([several])).toBe('allowed');
    expect(asked([{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }])).toBe('implicit deny');
  });

  it('is refused what any statement denies, wherever that statement is', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    expect(asked([allow, deny])).toBe('explicit deny');
    expect(asked([deny, allow])).toBe('explicit deny');
  });

  it('must meet all conditions of a statement', () => {
    const Condition = {
      Bool: { 'aws:SecureTransport': 'true' },
      StringEquals: { 'aws:PrincipalAccount': '111122223333' },
    };
    const context = { 'aws:SecureTransport': 'true', 'aws:PrincipalAccount': '111122223333' };
    expect(asked([{ ...allow, Condition }], { context })).toBe('allowed');
    expect(asked([{ ...allow, Condition }], { context: { ...context, 'aws:SecureTransport': 'false' } })).toBe(
      'implicit deny',
    );
    expect(asked([{ ...allow, Condition }])).toBe('implicit deny');
  });

  it('NotAction and NotResource mean everything else', () => {
    expect(asked([{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }])).toBe('allowed');
    expect(asked([{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }])).toBe('implicit deny');
    expect(asked([{ Effect: 'Allow', Action: 's3:*', NotResource: `${bucket}/*` }])).toBe('implicit deny');
    expect(asked([{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::else/*' }])).toBe('allowed');
  });
});

describe('a policy with principals', () => {
  const trust = (Principal: unknown) => [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const assume = { action: 'sts:AssumeRole', resource: role };

  it.each([
    ['the same role', { AWS: role }, 'allowed'],
    ['its account by number', { AWS: '111122223333' }, 'allowed'],
    ['its account by the root ARN', { AWS: ['arn:aws:iam::111122223333:root'] }, 'allowed'],
    ['everybody', '*', 'allowed'],
    ['every principal of the kind', { AWS: '*' }, 'allowed'],
    ['another account', { AWS: 'arn:aws:iam::444455556666:root' }, 'implicit deny'],
    ['another role', { AWS: `${role}-2` }, 'implicit deny'],
    ['a service', { Service: 'ec2.amazonaws.com' }, 'implicit deny'],
  ])('%s', (_, principal, expected) => {
    expect(asked(trust(principal), { ...assume, principal: { kind: 'AWS', id: role } })).toBe(expected);
  });

  it('distinguishes services from federations', () => {
    const service = { kind: 'Service', id: 'ec2.amazonaws.com' } as const;
    expect(asked(trust({ Service: 'ec2.amazonaws.com' }), { ...assume, principal: service })).toBe('allowed');
    expect(asked(trust({ Federated: 'ec2.amazonaws.com' }), { ...assume, principal: service })).toBe('implicit deny');
  });
});

describe('rejects what cannot be judged', () => {
  it.each([
    ['NotPrincipal', [{ Effect: 'Allow', NotPrincipal: { AWS: '*' }, Action: '*' }], 'NotPrincipal'],
    ['an unknown effect', [{ ...allow, Effect: 'Maybe' }], 'Allow or Deny'],
    ['a statement without a resource', [{ Effect: 'Allow', Action: '*' }], 'needs Resource'],
    ['a statement without an action', [{ Effect: 'Allow', Resource: '*' }], 'needs Action'],
    ['a principal, but a request without one', [{ ...allow, Principal: '*' }], 'names no principal'],
    ['a number instead of the text of a kind', [{ ...allow, Action: [{}] }], 'A text or a list of texts'],
  ])('%s', (_, statements, problem) => {
    expect(() => asked(statements)).toThrow(problem);
  });

  it('a document that is not a policy', () => {
    expect(() => parsePolicy('{"a":1}')).toThrow('Not an IAM policy');
  });
});
