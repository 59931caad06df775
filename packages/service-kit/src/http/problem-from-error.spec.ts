import { problems, problemSchema, type ProblemCode } from '@fairway/contracts';
import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { problemDetails } from './problem-details.js';
import { problemFromError } from './problem-from-error.js';
import { Problem } from './problem.js';

describe('a problem', () => {
  it.each(Object.keys(problems) as ProblemCode[])('%s has the status and title of its table row', (code) => {
    const details = problemDetails(new Problem(code), 'request-1');
    expect(problemSchema.parse(details)).toEqual({
      type: `urn:fairway:problem:${code}`,
      ...problems[code],
      code,
      requestId: 'request-1',
    });
  });

  it('carries a detail and the wrong fields', () => {
    const errors = [{ pointer: '/items/0/quantity', detail: 'Too small' }];
    const details = problemDetails(new Problem('validation_failed', { detail: 'Mend it.', errors }), undefined);
    expect(details).toMatchObject({ detail: 'Mend it.', errors });
    expect(details).not.toHaveProperty('requestId');
  });

  it('of status 401 says how to authenticate, unless its headers say it more precisely', () => {
    expect(new Problem('credentials_invalid').headers).toEqual({ 'www-authenticate': 'Bearer' });
    expect(new Problem('profile_not_found').headers).toEqual({});
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    expect(new Problem('token_invalid', { headers }).headers).toEqual(headers);
  });
});

describe('an error becomes', () => {
  it('itself when it is a problem', () => {
    const problem = new Problem('profile_not_found');
    expect(problemFromError(problem)).toBe(problem);
  });

  it.each([
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, 'malformed_body'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'body_too_large'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'media_type_unsupported'],
    ['FST_ERR_BAD_URL', 400, 'route_not_found'],
    ['SOME_PLUGIN_LIMIT', 429, 'rate_limited'],
  ])('for %s with status %i: %s', (code, statusCode, expected) => {
    expect(problemFromError(Object.assign(new Error('x'), { code, statusCode })).code).toBe(expected);
  });

  it('route_not_found when Nest has no route', () => {
    expect(problemFromError(new NotFoundException('Cannot GET /x')).code).toBe('route_not_found');
  });

  it('validation_failed when the database cannot take a value', () => {
    const error = Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), { code: '22021' });
    expect(problemFromError(error)).toMatchObject({ code: 'validation_failed', cause: error });
  });

  it('service_unavailable, with a retry hint, when the database is unavailable', () => {
    const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const problem = problemFromError(error);
    expect(problem).toMatchObject({ code: 'service_unavailable', headers: { 'retry-after': '1' }, cause: error });
  });

  it.each([
    new TypeError('x is undefined'),
    Object.assign(new Error('boom'), { statusCode: 500 }),
    'a thrown string',
    undefined,
  ])('internal for any other error: %s', (error) => {
    const problem = problemFromError(error);
    expect(problem).toMatchObject({ code: 'internal', status: 500, cause: error });
    expect(JSON.stringify(problemDetails(problem, 'r'))).not.toMatch(/undefined|boom|thrown/);
  });
});
