import { describe, expect, it } from 'vitest';
import { dayRange } from './day-range.js';

const nowMs = Date.parse('2026-03-10T23:30:00Z');

describe('dayRange', () => {
  it('is the last 30 days by default, including today', () => {
    expect(dayRange({}, nowMs)).toEqual({ from: '2026-02-09', to: '2026-03-10' });
  });

  it('is the 30 days that end with "to" when only that is given', () => {
    expect(dayRange({ to: '2026-01-30' }, nowMs)).toEqual({ from: '2026-01-01', to: '2026-01-30' });
  });

  it('ends today when only "from" is given', () => {
    expect(dayRange({ from: '2026-03-01' }, nowMs)).toEqual({ from: '2026-03-01', to: '2026-03-10' });
  });

  it('starts with the first day that PostgreSQL knows', () => {
    expect(dayRange({ from: '0000-01-01', to: '0000-12-31' }, nowMs)).toEqual({ from: '0001-01-01', to: '0001-01-01' });
    expect(dayRange({ to: '0001-01-02' }, nowMs)).toEqual({ from: '0001-01-01', to: '0001-01-02' });
  });
});
