import { FairwayError } from '@fairway/errors';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from './duration.js';
import { jsonDocument, renderError } from './error-text.js';
import { asFairwayError } from './as-fairway-error.js';
import { printable, printableCell, printableLine } from './printable.js';
import { plain, styleFor } from './style.js';
import { table } from './table.js';

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [9_840, '9.8 s'],
    [245_000, '4 min 5 s'],
    [11_520_000, '3 h 12 min'],
    [262_799_969, '3 d 0 h'],
  ])('of %i ms is printed as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['10', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
  ])('%s is parsed to %s ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });
});

describe('a table', () => {
  it('aligns columns by visible width, ignoring colour codes', () => {
    const { green } = picocolors.createColors(true);
    const lines = table([
      ['NAME', 'STATE'],
      [green('a'), 'ready'],
      ['longer', 'x'],
    ]).split('\n');
    expect(lines).toEqual(['NAME    STATE', `${green('a')}       ready`, 'longer  x']);
  });
});

describe('an error', () => {
  const error = new FairwayError('not_found', 'No such order.', { cause: 'two\nlines', hint: 'Look again.' });

  it('says what happened, why, and how to fix it', () => {
    expect(renderError(error, plain)).toBe('✗ No such order.\n  two\n  lines\n  → Look again.');
  });

  it('is a single JSON document for scripts', () => {
    expect(JSON.parse(jsonDocument('journey', performance.now(), error))).toMatchObject({
      ok: false,
      error: { code: 'not_found', message: 'No such order.', cause: 'two\nlines', hint: 'Look again.' },
    });
  });

  it('that is unexpected keeps its stack as the cause', () => {
    expect(asFairwayError(new TypeError('x is undefined'))).toMatchObject({
      code: 'failed',
      message: 'x is undefined',
      cause: expect.stringContaining('text.spec.ts'),
    });
    expect(asFairwayError('just text').message).toBe('just text');
  });
});

describe('colours', () => {
  const terminal = { isTTY: true } as NodeJS.WriteStream;

  it('are used on terminals only', () => {
    expect(styleFor(terminal, {}).red('x')).not.toBe('x');
    expect(styleFor({} as NodeJS.WriteStream, { FORCE_COLOR: '1' }).red('x')).toBe('x');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('are off with %j', (env) => {
    expect(styleFor(terminal, env).red('x')).toBe('x');
  });
});

it('foreign text cannot control the terminal', () => {
  expect(printable('a\u001b[31mred\u009b0m\r\n\tb')).toBe('a\\x1b[31mred\\x9b0m\\x0d\n\tb');
});

it.each([
  ['changes the writing direction', 'invoice\u202efdp.exe\u2066', 'invoice\\u202efdp.exe\\u2066'],
  ['is invisible', 'a\u200bd\u00admin\u{e0041}\ufeff\u034f', 'a\\u200bd\\xadmin\\u{e0041}\\ufeff\\u034f'],
  ['ends a line', 'one\ntwo\u2028three\u0085four', 'one\\x0atwo\\u2028three\\x85four'],
  ['is half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
])('on a line, %s is shown as an escape code', (_, text, shown) => expect(printableLine(text)).toBe(shown));

it('a table cell is a single line of limited length', () => {
  expect(printableCell('a\nb')).toBe('a\\x0ab');
  expect(printableCell('x'.repeat(9_000))).toBe(`${'x'.repeat(119)}…`);
  expect(renderError(new FairwayError('failed', 'no \u001b[2J', { cause: '\u202e', hint: 'Go.' }), plain)).toBe(
    '✗ no \\x1b[2J\n  \\u202e\n  → Go.',
  );
});
