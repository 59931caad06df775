import { describe, expect, it } from 'vitest';
import { parseLogLine } from '../logs/log-line.js';
import { toRequest } from './http-requests.js';

const line = (fields: object) =>
  parseLogLine('stock-service', JSON.stringify({ time: '2026-01-01T00:00:01.000Z', msg: 'request', ...fields }));
const access = { method: 'POST', route: '/api/stock', status: 201, durationMs: 40, requestId: 'r', traceId: 't' };

describe('an access line', () => {
  it('is read as a request that began before the line was written', () => {
    expect(toRequest(line(access))).toEqual({
      ...access,
      service: 'stock-service',
      startedAt: new Date('2026-01-01T00:00:00.960Z'),
    });
  });

  it('need not have a trace', () => {
    const { traceId: _, ...untraced } = access;
    expect(toRequest(line(untraced))).toMatchObject({ traceId: undefined });
  });

  it.each([{ ...access, status: undefined }, { type: 'stock.counted' }])('is not any other line (%j)', (fields) => {
    expect(toRequest(line(fields))).toBeUndefined();
  });
});
