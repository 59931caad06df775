import { describe, expect, it } from 'vitest';
import { NonRetryableError } from './event-handler.js';
import { isTransient } from './failure.js';

const failure = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

describe('an error is transient', () => {
  it.each([
    ['PostgreSQL shuts down', failure('terminating connection', { code: '57P01' })],
    ['a deadlock', failure('deadlock detected', { code: '40P01' })],
    ['a failover left the database read-only', failure('cannot execute INSERT', { code: '25006' })],
    ['the password was rotated', failure('password authentication failed', { code: '28P01' })],
    ['the role may not log in', failure('role is not permitted to log in', { code: '28000' })],
    ['the code is ahead of a migration', failure('relation does not exist', { code: '42P01' })],
    ['a grant is missing', failure('permission denied', { code: '42501' })],
    ['PostgreSQL reports an internal error', failure('could not read block', { code: 'XX000' })],
    ['the network is unreachable', failure('connect', { code: 'ENETUNREACH' })],
    ['the name server is unreachable', failure('getaddrinfo', { code: 'EAI_AGAIN' })],
    ['pg timed out waiting for an answer', failure('Query read timeout')],
    ['TypeORM lost the connection between two statements', failure('x', { name: 'QueryRunnerAlreadyReleasedError' })],
    ['nobody listens', failure('connect', { code: 'ECONNREFUSED' })],
    ['pg lost its socket', failure('Connection terminated unexpectedly')],
    ['its cause is', new Error('query failed', { cause: failure('x', { code: '08006' }) })],
    ['its TypeORM driver error is', failure('query failed', { driverError: failure('x', { code: '53300' }) })],
  ])('when %s', (_, error) => expect(isTransient(error)).toBe(true));
});

describe('an error is the event’s fault', () => {
  it.each([
    ['a constraint is broken', failure('duplicate key', { code: '23505' })],
    ['the data does not fit the column', failure('invalid input syntax', { code: '22P02' })],
    ['the handler says so', new NonRetryableError('no', { cause: failure('x', { code: '57P01' }) })],
    ['Node blames an argument', failure('wrong type', { code: 'ERR_INVALID_ARG_TYPE' })],
    ['the handler throws', new TypeError('x is undefined')],
    ['a handler throws a value that is not an error', 'text'],
  ])('when %s', (_, error) => expect(isTransient(error)).toBe(false));
});
