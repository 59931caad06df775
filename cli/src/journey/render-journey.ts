import type { Entity } from '@fairway/catalog';
import { counted } from '../command-line/counted.js';
import { formatDuration } from '../command-line/duration.js';
import { printableLine } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import type { Journey } from './journey.js';

export function renderJourney(
  journey: Journey,
  { name, idName }: Pick<Entity, 'name' | 'idName'>,
  style: Style,
): string {
  const { status, isOpen, hops, missing, reads, totalMs } = journey;
  const colors: Readonly<Record<string, (text: string) => string>> = {
    http: style.cyan,
    row: style.blue,
    record: style.magenta,
    handler: style.green,
    'dead-letter': style.red,
  };
  const rows = hops.map(({ offsetMs, kind, where, what }) => [
    offsetText(offsetMs).padStart(10),
    (colors[kind] ?? style.yellow)(kind),
    printableLine(where),
    printableLine(what),
  ]);
  const outcome = isOpen ? style.yellow(`… ${status}`) : `${style.green('✓')} ${status}`;
  return [
    `${style.bold(`${name} ${journey[idName] ?? ''}`)}  ${style.dim(hops[0]?.at.toISOString() ?? '')}`,
    table(rows),
    ...missing.map((text) => `${style.red('✗')} missing: ${printableLine(text)}`),
    `${outcome} · ${counted(hops.length, 'hop')} in ${formatDuration(totalMs)}${reads === 0 ? '' : ` · ${counted(reads, 'read')} over HTTP not shown`}`,
  ].join('\n');
}

/** In milliseconds for as long as these are easy to compare. */
function offsetText(offsetMs: number): string {
  return `+${offsetMs < 60_000 ? `${offsetMs} ms` : formatDuration(offsetMs)}`;
}
