import { printableLine } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';

/** One line of a process's log: JSON from services, plain text from PostgreSQL and Kafka. */
export interface LogLine {
  readonly type: 'log';
  readonly process: string;
  /** ISO 8601 in UTC, so that it sorts as text; undefined when the line has no time. */
  readonly time: string | undefined;
  readonly level: LogLevel;
  readonly message: string;
  /** The other fields of a JSON line. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

// The same on every line of a process, or shown elsewhere on the line.
const hiddenFields = new Set(['level', 'time', 'pid', 'hostname', 'name', 'service', 'msg']);

export function parseLogLine(process: string, text: string): LogLine {
  const record = text.startsWith('{') ? parseObject(text) : undefined;
  if (record === undefined) {
    return { type: 'log', process, time: plainTime(text), level: plainLevel(text), message: text, fields: {} };
  }
  const fields = Object.fromEntries(Object.entries(record).filter(([name]) => !hiddenFields.has(name)));
  const [level, message] = [levelOf(record['level']), String(record['msg'] ?? '')];
  return { type: 'log', process, time: timeOf(record['time']), level, message, fields };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function timeOf(time: unknown): string | undefined {
  const ms = typeof time === 'string' ? Date.parse(time) : time;
  return typeof ms === 'number' && !Number.isNaN(ms) ? new Date(ms).toISOString() : undefined;
}

/** pino's numbers, or the names that its formatters may write. */
function levelOf(level: unknown): LogLevel {
  if (typeof level === 'number') return level >= 50 ? 'error' : level >= 40 ? 'warn' : level >= 30 ? 'info' : 'debug';
  if (level === 'fatal' || level === 'error') return 'error';
  if (level === 'warn') return 'warn';
  return level === 'debug' || level === 'trace' ? 'debug' : 'info';
}

/** `2026-11-23 04:30:01.123 UTC [12] LOG: …` (PostgreSQL) and `[2026-11-23 04:30:01,123] INFO …` (Kafka), both in UTC. */
function plainTime(text: string): string | undefined {
  const [, day, time, millis] = /^\[?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{3})/.exec(text) ?? [];
  return day === undefined ? undefined : `${day}T${time}.${millis}Z`;
}

function plainLevel(text: string): LogLevel {
  if (/\b(ERROR|FATAL|PANIC|SEVERE)\b/.test(text)) return 'error';
  if (/\b(WARN|WARNING)\b/.test(text)) return 'warn';
  return 'info';
}

const prefixColors = [
  'cyan',
  'magenta',
  'green',
  'blue',
  'yellow',
  'cyanBright',
  'magentaBright',
  'greenBright',
] as const;

/**
 * One line for a person: time, process and message.
 * @param processes the run's processes; each gets its own colour, and all share one column
 */
export function renderLogLine(line: LogLine, style: Style, processes: readonly string[]): string {
  const color = prefixColors[Math.max(processes.indexOf(line.process), 0) % prefixColors.length] ?? 'cyan';
  const prefixWidth = Math.max(...processes.map((name) => name.length));
  const time = line.time?.slice(11, 23) ?? ' '.repeat(12);
  return `${style.dim(time)} ${style[color](line.process.padEnd(prefixWidth))} ${renderLogText(line, style)}`;
}

/** The level if it matters, the message, and the fields as `name=value`. */
export function renderLogText(line: LogLine, style: Style): string {
  const fields = Object.entries(line.fields).map(([name, value]) => `${name}=${renderValue(value)}`);
  const text = [printableLine(line.message), style.dim(printableLine(fields.join(' ')))]
    .filter((part) => part !== '')
    .join('  ');
  return `${renderLevel(line.level, style)}${text}`;
}

function renderLevel(level: LogLevel, style: Style): string {
  if (level === 'error') return style.red('ERROR ');
  if (level === 'warn') return style.yellow('WARN ');
  return level === 'debug' ? style.dim('debug ') : '';
}

function renderValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  // An error's stack would break the line; `fairway logs --json` has it.
  const { stack: _, ...rest } = value as Record<string, unknown>;
  return JSON.stringify(rest);
}
