import { describe, expect, it } from 'vitest';
import { messageOf, serializeError } from './serialize-error.js';

describe('serializeError', () => {
  it('keeps type, message, code, stack and causes', () => {
    const error = new TypeError('outer', { cause: Object.assign(new Error('inner'), { code: 'ECONNREFUSED' }) });
    expect(serializeError(error)).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('serialize-error.spec'),
      cause: { type: 'Error', message: 'inner', code: 'ECONNREFUSED' },
    });
  });

  it('does not throw for an error that throws when it is read', () => {
    const unreadable = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new TypeError('no');
      },
    });
    expect(serializeError(unreadable).message).toBe('an error that throws when it is read');
  });

  it('drops rows and parameters that database errors carry', () => {
    const error = Object.assign(new Error('duplicate key'), {
      detail: 'Key (email)=(ada@example.org) already exists.',
      parameters: ['ada@example.org'],
      query: 'INSERT',
    });
    expect(JSON.stringify(serializeError(error))).not.toContain('ada@');
  });

  it('terminates on circular causes, and accepts values that are not errors', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(JSON.stringify(serializeError(error)).length).toBeLessThan(50_000);
    expect(serializeError('text')).toEqual({ type: 'string', message: 'text' });
  });

  it('includes the parts of an AggregateError, whose own message is empty', () => {
    const error = new AggregateError([
      new Error('connect ECONNREFUSED ::1'),
      new Error('connect ECONNREFUSED 127.0.0.1'),
    ]);
    expect(messageOf(error)).toBe('connect ECONNREFUSED ::1; connect ECONNREFUSED 127.0.0.1');
    expect(serializeError(error).errors).toHaveLength(2);
  });
});
