import { describe, expect, it } from 'vitest';
import { OffsetTracker } from './offset-tracker.js';

function trackerWith(...offsets: bigint[]): OffsetTracker {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.add(offset);
  return tracker;
}

describe('the low-water mark', () => {
  it('does not pass a record that is unfinished', () => {
    const tracker = trackerWith(5n, 6n, 7n);
    tracker.complete(6n);
    tracker.complete(7n);
    expect(tracker.takeCommittable()).toBeUndefined();
  });

  it('jumps over everything that was finished meanwhile', () => {
    const tracker = trackerWith(5n, 6n, 7n);
    tracker.complete(7n);
    tracker.complete(6n);
    tracker.complete(5n);
    expect(tracker.takeCommittable()).toBe(8n);
  });

  it('crosses gaps in the offsets', () => {
    const tracker = trackerWith(5n, 9n, 12n);
    tracker.complete(5n);
    tracker.complete(9n);
    expect(tracker.takeCommittable()).toBe(10n);
  });

  it('is given out once', () => {
    const tracker = trackerWith(1n);
    tracker.complete(1n);
    expect(tracker.takeCommittable()).toBe(2n);
    expect(tracker.takeCommittable()).toBeUndefined();
  });
});
