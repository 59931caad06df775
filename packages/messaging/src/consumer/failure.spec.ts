import { describe, expect, it } from 'vitest';
import { isTransient } from './failure.js';

const failure = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

describe('a failure is transient', () => {
  it.each([
    ['PostgreSQL shuts down', failure('terminating connection', { code: '57P01' })],
    ['a deadlock', failure('deadlock detected', { code: '40P01' })],
    ['nobody listens', failure('connect', { code: 'ECONNREFUSED' })],
    ['pg lost its socket', failure('Connection terminated unexpectedly')],
    ['the cause is', new Error('query failed', { cause: failure('x', { code: '08006' }) })],
    ["TypeORM's driver error is", failure('query failed', { driverError: failure('x', { code: '53300' }) })],
  ])('when %s', (_, error) => expect(isTransient(error)).toBe(true));
});

describe('a failure is the event’s own', () => {
  it.each([
    ['a constraint is broken', failure('duplicate key', { code: '23505' })],
    ['the handler throws', new TypeError('x is undefined')],
    ['something else is thrown', 'text'],
  ])('when %s', (_, error) => expect(isTransient(error)).toBe(false));
});
