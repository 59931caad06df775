import { describe, expect, it } from 'vitest';
import { OffsetTracker } from './offset-tracker.js';

function trackerWith(...offsets: bigint[]): OffsetTracker {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.add(offset, 0);
  return tracker;
}

describe('the low-water mark', () => {
  it('does not pass an unfinished record', () => {
    const tracker = trackerWith(5n, 6n, 7n);
    tracker.complete(6n);
    tracker.complete(7n);
    tracker.advance(9n);
    expect(tracker.committable).toBe(5n);
  });

  it('passes all records that finished meanwhile', () => {
    const tracker = trackerWith(5n, 6n, 7n);
    tracker.complete(7n);
    tracker.complete(6n);
    tracker.complete(5n);
    expect(tracker.committable).toBe(8n);
    expect(tracker.size).toBe(0);
  });

  it('crosses gaps in the offsets', () => {
    const tracker = trackerWith(5n, 9n, 12n);
    tracker.complete(5n);
    tracker.complete(9n);
    expect(tracker.committable).toBe(12n);
  });

  it('reaches the end of what was read, even without a record there', () => {
    const tracker = trackerWith(5n);
    tracker.complete(5n);
    tracker.advance(8n);
    expect(tracker.committable).toBe(8n);
  });

  it('is offered until it is committed, and then no more', () => {
    const tracker = trackerWith(1n);
    tracker.complete(1n);
    expect(tracker.committable).toBe(2n);
    expect(tracker.committable).toBe(2n);
    tracker.committed(2n);
    expect(tracker.committable).toBeUndefined();
  });

  it('does not exist before anything was read', () => {
    expect(new OffsetTracker().committable).toBeUndefined();
  });
});
