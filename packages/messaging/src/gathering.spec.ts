import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gathering } from './gathering.js';

const shortMs = 20;

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** What it waits after some seconds of work at a rate, in rounds of `roundMs`. */
function waitAt(perSecond: number, roundMs: number): number {
  const gathering = new Gathering(shortMs);
  for (let ms = 0; ms < 5_000; ms += roundMs) {
    vi.advanceTimersByTime(roundMs);
    gathering.started((perSecond * roundMs) / 1_000);
  }
  return gathering.waitMs;
}

it.each([
  { perSecond: 10, roundMs: 100, expected: shortMs },
  { perSecond: 100, roundMs: 20, expected: 60 },
  { perSecond: 100, roundMs: 60, expected: 60 },
  { perSecond: 400, roundMs: 60, expected: 60 },
  { perSecond: 2_000, roundMs: 60, expected: 60 },
])('waits $expected ms at $perSecond/s in rounds of $roundMs ms', ({ perSecond, roundMs, expected }) => {
  expect(waitAt(perSecond, roundMs)).toBe(expected);
});

it('waits no longer for the first work after a pause, however much there was before', () => {
  const gathering = new Gathering(shortMs);
  gathering.started(200);
  expect(gathering.waitMs).toBe(60);
  vi.advanceTimersByTime(5_000);
  gathering.started(1);
  expect(gathering.waitMs).toBe(shortMs);
});

it('never waits when it was told not to', () => {
  const gathering = new Gathering(0);
  gathering.started(200);
  expect(gathering.waitMs).toBe(0);
});
