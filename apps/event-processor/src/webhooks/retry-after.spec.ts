import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const nowMs = Date.UTC(2026, 0, 1);

it.each([
  ['seconds', '120', 120_000],
  ['a date', 'Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
  ['a date in the past', 'Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['more than an hour', '86400', 3_600_000],
  ['a date next year', 'Fri, 01 Jan 2027 00:00:00 GMT', 3_600_000],
  ['a number with too many digits', '9'.repeat(400), 3_600_000],
  ['no time', 'soon', 0],
  ['a negative number', '-5', 0],
  ['two headers', ['1', '2'], 0],
  ['no header', undefined, 0],
])('a pause of %s', (_, header, expected) => {
  expect(retryAfterMs(header, nowMs)).toBe(expected);
});
