import { describe, expect, it } from 'vitest';
import { maskCause, readDeadLetter, replayedHeaders } from './dead-letter.js';

const headers = (texts: Record<string, string>) =>
  Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)] as const);
const place = {
  topic: 'stock.dlq',
  partition: 2,
  offset: 7n,
  timestampMs: Date.parse('2026-01-02T03:04:05Z'),
  value: null,
};

describe('a record on a dead-letter topic', () => {
  it('says where it came from, which service gave it up, and why', () => {
    const letter = readDeadLetter({
      ...place,
      key: Buffer.from('k'),
      headers: headers({
        ce_id: 'e',
        ce_type: 'stock.counted',
        'dlq-topic': 'stock',
        'dlq-partition': '1',
        'dlq-offset': '40',
        'dlq-consumer': 'shipment-worker',
        'dlq-error': 'TypeError',
        'dlq-cause': 'x is undefined',
        'dlq-attempts': '5',
        'dlq-at': '2026-01-01T00:00:00.000Z',
        'dlq-replay-count': '2',
      }),
    });
    expect(letter).toEqual({
      id: 'stock.dlq/2/7',
      place: 'stock.dlq',
      origin: 'stock/1/40',
      topic: 'stock',
      key: 'k',
      consumer: 'shipment-worker',
      cause: 'TypeError: x is undefined',
      attempts: 5,
      at: new Date('2026-01-01T00:00:00Z'),
      eventId: 'e',
      eventType: 'stock.counted',
      happenedAt: null,
      parked: false,
      replays: 2,
      obstacle: undefined,
    });
  });

  it('is a letter even without any headers', () => {
    expect(readDeadLetter({ ...place, key: null, headers: [] })).toMatchObject({
      origin: 'stock.dlq/2/7',
      topic: 'stock',
      key: null,
      consumer: 'unknown',
      cause: 'not told',
      at: new Date('2026-01-02T03:04:05Z'),
      replays: 0,
      obstacle: undefined,
    });
  });

  it('that was truncated points to its original', () => {
    const cut = { 'dlq-topic': 'stock', 'dlq-partition': '2', 'dlq-offset': '99', 'dlq-dropped': 'value,headers' };
    expect(readDeadLetter({ ...place, key: null, headers: headers(cut) }).obstacle).toContain(
      'its value, headers did not fit into a letter; the original is at stock[2] @ 99',
    );
  });

  it.each(['gone', 'users', 'toString'])(
    'that claims to be of the topic "%s" cannot be replayed and is not grouped there',
    (topic) => {
      const letter = readDeadLetter({
        ...place,
        key: null,
        headers: headers({ 'dlq-topic': topic, 'dlq-origin': `${topic}/0/1` }),
      });
      expect(letter).toMatchObject({
        topic: 'stock',
        origin: 'stock.dlq/2/7',
        obstacle: expect.stringContaining(`the topic "${topic}"`),
      });
    },
  );

  it('reports no attempt count that no consumer can have written', () => {
    expect(
      readDeadLetter({ ...place, key: null, headers: headers({ 'dlq-attempts': '9999999999999999999999' }) }).attempts,
    ).toBeNull();
  });
});

it('a replayed record keeps its own headers, including repeated ones, and says how often it was replayed and where it came from first', () => {
  const own = [
    ['x', Buffer.from('1')],
    ['x', Buffer.from('2')],
    ['none', null],
  ] as const;
  const record = {
    ...place,
    key: null,
    headers: [...own, ...headers({ 'dlq-cause': 'c', 'dlq-replay-count': '1', 'dlq-origin': 'stock/1/40' })],
  };
  expect(replayedHeaders(record.headers, readDeadLetter(record))).toEqual([
    ...own,
    ...headers({ 'dlq-replay-count': '2', 'dlq-origin': 'stock/1/40' }),
  ]);
});

it('causes that differ only by ids and numbers are grouped together', () => {
  expect(maskCause('order 0192f0c1-5b7e-7cc3-98c4-dc0c0c07398f: item 17\n is over 30')).toBe(
    'order <uuid>: item <n> is over <n>',
  );
});

it.each([
  ['the supplier answered with status 400 after 31 ms', 'the supplier answered with status 400 after <n> ms'],
  ['the supplier answered 503', 'the supplier answered 503'],
  ['version 2 of order 17, by v1.4.2 or 10.11.12', 'version 2 of order <n>, by v1.4.2 or 10.11.12'],
  ['connect ECONNREFUSED 127.0.0.1:9092, status 4001', 'connect ECONNREFUSED <n>.<n>.<n>.<n>:<n>, status <n>'],
])('causes with a different status or version are not grouped together: %s', (cause, masked) =>
  expect(maskCause(cause)).toBe(masked),
);
