import { describe, expect, it } from 'vitest';
import { PolicyError } from './policy-document.js';
import { matchesAction, matchesArn, matchesResource, matchesText } from './wildcards.js';

const topic = 'arn:aws:kafka:us-east-1:111122223333:topic/fairway-dev/0f-1/stock';

describe('an action', () => {
  it.each([
    ['s3:getobject', 's3:GetObject', true],
    ['S3:Get*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:GetObject', 's3:GetObjectAcl', false],
    ['kafka-cluster:*', 'kafka:CreateCluster', false],
    ['*', 'iam:CreateRole', true],
  ])('%s covers %s: %s', (pattern, action, covered) => expect(matchesAction(pattern, action)).toBe(covered));
});

describe('a resource', () => {
  it.each([
    [topic, topic, true],
    [topic, `${topic}.dlq`, false],
    ['arn:aws:kafka:us-east-1:111122223333:topic/fairway-dev/*/stock', topic, true],
    ['arn:aws:kafka:us-east-1:111122223333:topic/*', topic, true],
    ['*', topic, true],
    // A star inside a part does not match beyond it; a star at the end of a part does.
    ['arn:aws:kafka:us-east-1:1*3:topic/fairway-dev/0f-1/stock', topic, true],
    ['arn:aws:ka*a:111122223333:topic/fairway-dev/0f-1/stock', topic, false],
    ['arn:aws:ka*:topic/fairway-dev/0f-1/stock', topic, true],
    [
      'arn:aws:logs:us-east-1:111122223333:log-group:/fairway/*:*',
      'arn:aws:logs:us-east-1:111122223333:log-group:/fairway/a:log-stream:b',
      true,
    ],
    // Unlike actions, resources are case-sensitive; and a dot is only a dot.
    [topic.toUpperCase(), topic, false],
    ['arn:aws:s3:::a.b', 'arn:aws:s3:::a-b', false],
  ])('%s covers %s: %s', (pattern, resource, covered) => expect(matchesResource(pattern, resource)).toBe(covered));
});

describe('ArnLike', () => {
  it.each([
    ['arn:aws:sns:*:111122223333:fairway-*', 'arn:aws:sns:us-east-1:111122223333:fairway-dev', true],
    ['arn:aws:sns:*:444455556666:fairway-*', 'arn:aws:sns:us-east-1:111122223333:fairway-dev', false],
    ['arn:aws:sns:*:fairway-*', 'arn:aws:sns:us-east-1:111122223333:fairway-dev', false],
    ['arn:aws:logs:us-east-1:111122223333:*', 'arn:aws:logs:us-east-1:111122223333:log-group:/fairway/a', true],
    ['*', 'arn:aws:sns:us-east-1:111122223333:fairway-dev', false],
  ])('%s is like %s: %s', (pattern, arn, alike) => expect(matchesArn(pattern, arn)).toBe(alike));
});

it('a star in a text matches everything, including line breaks', () => {
  expect(matchesText('a*z', 'a:/\nz')).toBe(true);
});

it('rejects a policy variable instead of taking it literally', () => {
  expect(() => matchesResource('arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/x/y')).toThrow(PolicyError);
});
