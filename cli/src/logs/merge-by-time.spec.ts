import { describe, expect, it } from 'vitest';
import { parseLogLine } from './log-line.js';
import { mergeByTime } from './merge-by-time.js';

const at = (second: number, message: string) =>
  JSON.stringify({ time: `2026-01-01T00:00:0${second}.000Z`, msg: message });
const messages = (...logs: string[][]) =>
  [...mergeByTime(logs.map((log, index) => log.map((text) => parseLogLine(`process-${index}`, text))))].map(
    ({ message }) => message,
  );

describe('several logs', () => {
  it('are merged, oldest line first', () => {
    expect(messages([at(1, 'a'), at(4, 'd')], [at(2, 'b'), at(3, 'c')], [])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keep lines without a time after the line that they belong to', () => {
    expect(messages([at(1, 'Error: no'), '  at f', '  at g', at(5, 'z')], [at(2, 'b')])).toEqual([
      'Error: no',
      '  at f',
      '  at g',
      'b',
      'z',
    ]);
  });
});
