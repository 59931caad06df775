import { describe, expect, it } from 'vitest';
import { Intake } from './intake.js';

describe('Intake', () => {
  it('stops reading while too many records wait, and continues when half of them are finished', () => {
    const calls: string[] = [];
    const intake = new Intake(4, { pause: () => calls.push('pause'), resume: () => calls.push('resume') });
    for (let count = 0; count < 5; count += 1) intake.begun();
    intake.finished(2);
    expect(calls).toEqual(['pause']);
    intake.finished(1);
    expect(calls).toEqual(['pause', 'resume']);
  });
});
