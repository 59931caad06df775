import { formatDuration } from '../command-line/duration.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import type { Hop, Journey } from './journey.js';

export function renderJourney({ orderId, status, hops, missing, reads, totalMs }: Journey, style: Style): string {
  const color: Record<Hop['kind'], (text: string) => string> = {
    http: style.cyan,
    row: style.blue,
    record: style.magenta,
    handler: style.green,
    webhook: style.yellow,
    'dead-letter': style.red,
  };
  const rows = hops.map(({ offsetMs, kind, where, what }) => [`${`+${offsetMs}`.padStart(7)} ms`, color[kind](kind), where, what]);
  const isOpen = status === 'pending' || status === 'undeliverable';
  const outcome = isOpen ? style.yellow(`… ${status}`) : `${style.green('✓')} ${status}`;
  return [
    `${style.bold(`order ${orderId}`)}  ${style.dim(hops[0]?.at.toISOString() ?? '')}`,
    table(rows),
    ...missing.map((text) => `${style.red('✗')} missing: ${text}`),
    `${outcome} · ${hops.length} hops in ${formatDuration(totalMs)}${reads === 0 ? '' : ` · ${reads} reads over HTTP not shown`}`,
  ].join('\n');
}
