import { expect, it } from 'vitest';
import { ClaimStart } from './claim-start.js';

const delivery = (attempts: number, dueMs: number) => ({
  id: 'd',
  orderId: 'o',
  eventType: 'order.created',
  body: '{}',
  headers: {},
  attempts,
  dueAt: new Date(dueMs),
});

it('starts a claim shortly before the last delivery that was claimed for its first attempt', () => {
  const start = new ClaimStart();
  expect(start.next(0)).toBe('-infinity');
  start.claimed([delivery(0, 1_000_000), delivery(0, 990_000), delivery(3, 2_000_000)]);
  expect(start.next(1)).toEqual(new Date(990_000));
});

it('starts a claim at the beginning until a delivery has been claimed, and every 10 s', () => {
  const start = new ClaimStart();
  expect(start.next(0)).toBe('-infinity');
  expect(start.next(1)).toBe('-infinity');
  start.claimed([delivery(0, 1_000_000)]);
  expect(start.next(9_999)).not.toBe('-infinity');
  expect(start.next(10_001)).toBe('-infinity');
  expect(start.next(10_002)).not.toBe('-infinity');
});
