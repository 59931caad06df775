import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import type { HandledEvent } from './event-handler.js';
import { inKeyOrder } from './handle-batch.js';

const event = (key: string, type: string, offset: bigint): HandledEvent => ({
  id: `${key}-${offset}`,
  type,
  source: 'test',
  time: '2026-01-01T00:00:00Z',
  data: {},
  key,
  topic: 'stock',
  partition: 0,
  offset,
  traceparent: undefined,
  context: ROOT_CONTEXT,
});

describe('the events of a batch', () => {
  it('are grouped by type where their keys allow it', () => {
    const groups = inKeyOrder([event('a', 'created', 1n), event('b', 'created', 2n), event('c', 'cancelled', 3n)]);
    expect(groups.map((group) => group.map(({ id }) => id))).toEqual([['a-1', 'b-2'], ['c-3']]);
  });

  it('share a group, in order, when key and type are equal', () => {
    const groups = inKeyOrder([event('a', 'created', 1n), event('b', 'created', 2n), event('a', 'created', 3n)]);
    expect(groups.map((group) => group.map(({ id }) => id))).toEqual([['a-1', 'b-2', 'a-3']]);
  });

  it('keep the order of each key when types interleave', () => {
    const groups = inKeyOrder([
      event('a', 'cancelled', 1n),
      event('b', 'created', 2n),
      event('b', 'cancelled', 3n),
      event('a', 'created', 4n),
    ]);
    const order = groups.flat().map(({ id }) => id);
    expect(order.indexOf('b-2')).toBeLessThan(order.indexOf('b-3'));
    expect(order.indexOf('a-1')).toBeLessThan(order.indexOf('a-4'));
    for (const group of groups) expect(new Set(group.map(({ type }) => type)).size).toBe(1);
  });
});
