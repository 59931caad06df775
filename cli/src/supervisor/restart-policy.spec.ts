import { describe, expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.js';

const delaysMs = (crashesMs: number[]) => {
  const policy = new RestartPolicy();
  return crashesMs.map((crashMs) => policy.delayAfterCrashMs(crashMs));
};

describe('a crashed process is restarted', () => {
  it('with a delay that doubles each time, and given up at the fifth crash in two minutes', () => {
    expect(delaysMs([0, 1_000, 2_000, 3_000, 4_000])).toEqual([500, 1_000, 2_000, 4_000, undefined]);
  });

  it('with a delay of at most 30 s, unless it crashes five times in two minutes', () => {
    const everyFortySeconds = Array.from({ length: 9 }, (_, crash) => crash * 40_000);
    expect(delaysMs(everyFortySeconds)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('with the shortest delay again after two minutes without a crash', () => {
    expect(delaysMs([0, 1_000, 121_001])).toEqual([500, 1_000, 500]);
  });
});
