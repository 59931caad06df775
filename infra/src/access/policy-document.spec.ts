import { describe, expect, it } from 'vitest';
import { parsePolicy, policyIn } from './policy-document.js';

describe('a policy', () => {
  it('is read with one or several of each element', () => {
    const one = {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Principal: { AWS: 'a' },
      Condition: { Bool: { 'aws:SecureTransport': true } },
    };
    const many = {
      ...one,
      Action: ['s3:GetObject'],
      Resource: ['*'],
      Principal: { AWS: ['a'] },
      Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
    };
    expect(parsePolicy(JSON.stringify({ Statement: one }))).toEqual(parsePolicy(JSON.stringify({ Statement: [many] })));
    expect(parsePolicy(JSON.stringify({ Statement: { Sid: 'A', ...one } })).statements[0]).toEqual({
      sid: 'A',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: ['*'],
      principals: { AWS: ['a'] },
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] }],
    });
  });

  it('keeps numbers as text, as IAM compares them', () => {
    const document = parsePolicy('{"Statement":{"Effect":"Allow","Condition":{"NumericLessThan":{"s3:max-keys":10}}}}');
    expect(document.statements[0]?.conditions[0]?.values).toEqual(['10']);
  });

  it.each([
    ['null', 'Not an IAM policy'],
    ['{"Statement":[null]}', 'A statement is an object'],
    ['{"Statement":[["a"]]}', 'A statement is an object'],
    ['[]', 'Not an IAM policy'],
    ['{"Statement":["a"]}', 'A statement is an object'],
    ['{"Statement":{"Effect":"Allow","Actions":"*"}}', 'Statements with Actions are not supported'],
    ['{"Statement":{"Effect":"Allow","Principal":"a"}}', 'Principal is "*" or an object'],
    ['{"Statement":{"Effect":"Allow","Condition":"a"}}', 'Condition is an object'],
    ['{"Statement":{"Effect":"Allow","Condition":{"Bool":"a"}}}', 'The condition Bool is an object'],
  ])('%s is refused', (json, problem) => expect(() => parsePolicy(json)).toThrow(problem));
});

describe('a text', () => {
  it.each(['', 'a "Statement"', '{"a":1}', '{{ template }}'])('%j is not a policy', (text) =>
    expect(policyIn(text)).toBeUndefined(),
  );

  it('may be one, after spaces', () => {
    expect(policyIn(' \n{"Statement":[]}')).toEqual({ statements: [] });
  });
});
