import { describe, expect, it } from 'vitest';
import { isMet } from './conditions.js';
import { PolicyError } from './policy-document.js';

const key = 'aws:SourceAccount';
const met = (operator: string, values: string[], actual?: string | string[]) =>
  isMet({ operator, key, values }, actual === undefined ? {} : { 'AWS:sourceaccount': actual });

describe('a condition', () => {
  it.each([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', ['a'], 'A', false],
    ['StringEquals', ['a*'], 'ab', false],
    ['StringEqualsIgnoreCase', ['a'], 'A', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringLike', ['a*'], 'ab', true],
    ['StringNotLike', ['a*'], 'ab', false],
    ['ArnLike', ['arn:aws:sns:*:1:t'], 'arn:aws:sns:us-east-1:1:t', true],
    ['ArnEquals', ['arn:aws:sns:*:1:t'], 'arn:aws:sns:us-east-1:1:t', true],
    ['ArnNotLike', ['arn:aws:sns:*:1:t'], 'arn:aws:sns:us-east-1:1:t', false],
    ['Bool', ['true'], 'True', true],
    ['Bool', ['true'], 'false', false],
    ['Null', ['false'], 'x', true],
    ['Null', ['true'], 'x', false],
    ['StringEqualsIfExists', ['a'], 'b', false],
    ['ForAnyValue:StringEquals', ['a'], ['b', 'a'], true],
    ['ForAnyValue:StringEquals', ['a'], ['b'], false],
    ['ForAllValues:StringLike', ['a*'], ['ab', 'ac'], true],
    ['ForAllValues:StringLike', ['a*'], ['ab', 'b'], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
  ])("%s %j, with the request's %j: %s", (operator, values, actual, expected) =>
    expect(met(operator, values, actual)).toBe(expected),
  );

  it.each([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['ArnLike', false],
    ['Bool', false],
    ['StringEqualsIfExists', true],
    ['BoolIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringEqualsIfExists', false],
  ])('%s without the key: %s', (operator, expected) => expect(met(operator, ['true'])).toBe(expected));

  it('Null without the key', () => {
    expect([met('Null', ['true']), met('Null', ['false'])]).toEqual([true, false]);
  });
});

describe('rejects what it does not support instead of guessing', () => {
  it.each(['NumericLessThan', 'IpAddress', 'DateGreaterThan', 'NotBool', 'ForSomeValues:StringEquals'])(
    '%s',
    (operator) => {
      expect(() => met(operator, ['1'], '1')).toThrow(`The condition operator ${operator} is not supported.`);
    },
  );

  it('many values where one is expected', () => {
    expect(() => met('StringEquals', ['a'], ['a', 'b'])).toThrow('use ForAnyValue or ForAllValues');
  });

  it('a policy variable', () => {
    expect(() => met('StringEquals', ['${aws:username}'], 'x')).toThrow(PolicyError);
  });
});
