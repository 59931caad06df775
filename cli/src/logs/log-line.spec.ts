import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { plain } from '../command-line/style.js';
import { parseLogLine, renderLogLine } from './log-line.js';

const processes = ['auth-service', 'shipment-worker', 'kafka'];
const render = (process: string, text: string) => renderLogLine(parseLogLine(process, text), plain, processes);

describe('a log line for people', () => {
  it('of a service has time, name, message and fields on one line', () => {
    const text = JSON.stringify({
      level: 'info',
      time: '2026-11-23T04:30:01.123Z',
      service: 'stock-service',
      stockId: 'o-1',
      status: 201,
      msg: 'request',
    });
    expect(render('stock-service', text)).toBe('04:30:01.123 stock-service   request  stockId=o-1 status=201');
  });

  it('shows the error without its stack, which would break the line', () => {
    const text = JSON.stringify({
      level: 'error',
      time: '2026-11-23T04:30:01.123Z',
      err: { message: 'no', stack: 'a\nb' },
      msg: 'failed',
    });
    expect(render('auth-service', text)).toBe('04:30:01.123 auth-service    ERROR failed  err={"message":"no"}');
  });

  it("accepts pino's numbers for levels and times", () => {
    const line = parseLogLine('auth-service', JSON.stringify({ level: 40, time: Date.UTC(2026, 10, 23), msg: 'slow' }));
    expect(line).toMatchObject({ level: 'warn', time: '2026-11-23T00:00:00.000Z', message: 'slow' });
  });

  it.each([
    ['postgres', '2026-11-23 04:30:01.123 UTC [7] LOG:  checkpoint starting: time', 'info'],
    ['postgres', '2026-11-23 04:30:01.123 UTC [7] FATAL:  password authentication failed', 'error'],
    ['kafka', '[2026-11-23 04:30:01,123] WARN [Broker id=1] slow (kafka.server)', 'warn'],
  ])('of %s keeps its text, with time and level read from it', (process, text, level) => {
    expect(parseLogLine(process, text)).toMatchObject({ message: text, time: '2026-11-23T04:30:01.123Z', level });
  });

  it('that is truncated JSON or plain text is shown unchanged', () => {
    expect(parseLogLine('auth-service', '{"level":"in').message).toBe('{"level":"in');
    expect(render('auth-service', 'Node.js v24')).toBe('             auth-service    Node.js v24');
  });

  it('cannot leave its line or control the terminal', () => {
    const shown = render('auth-service', JSON.stringify({ msg: 'a\nb', name: 'x', code: '\u001b[2J\u202e' }));
    expect(shown).toMatch(/a\\x0ab {2}code=\\x1b\[2J\\u202e$/);
  });

  it('has colours only when requested', () => {
    const line = parseLogLine('kafka', 'ERROR');
    expect(renderLogLine(line, picocolors.createColors(true), processes)).toContain('\u001B[');
    expect(renderLogLine(line, plain, processes)).not.toContain('\u001B[');
  });
});
