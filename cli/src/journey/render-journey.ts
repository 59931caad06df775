import { counted } from '../command-line/counted.js';
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
  const rows = hops.map(({ offsetMs, kind, where, what }) => [offsetText(offsetMs).padStart(10), color[kind](kind), where, what]);
  const isOpen = status === 'pending' || status === 'undeliverable';
  const outcome = isOpen ? style.yellow(`… ${status}`) : `${style.green('✓')} ${status}`;
  return [
    `${style.bold(`order ${orderId}`)}  ${style.dim(hops[0]?.at.toISOString() ?? '')}`,
    table(rows),
    ...missing.map((text) => `${style.red('✗')} missing: ${text}`),
    `${outcome} · ${counted(hops.length, 'hop')} in ${formatDuration(totalMs)}${reads === 0 ? '' : ` · ${counted(reads, 'read')} over HTTP not shown`}`,
  ].join('\n');
}

/** In milliseconds as long as they can be compared at a glance. */
function offsetText(offsetMs: number): string {
  return `+${offsetMs < 60_000 ? `${offsetMs} ms` : formatDuration(offsetMs)}`;
}
