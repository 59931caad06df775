import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import type { DoctorRow } from './doctor-row.js';

// Measured: about 1.5 GiB resident for PostgreSQL, Kafka, five services and the supervisor.
const memoryGib = 2;
// Dependencies, Kafka and the first data; data grows with use.
const diskGib = 2;
const bytesPerGib = 1024 ** 3;

export async function resourceRows(root: string): Promise<DoctorRow[]> {
  const [memory, disk] = await Promise.all([availableMemoryBytes(), statfs(root)]);
  return [
    amountRow('memory', memory / bytesPerGib, memoryGib, 'memory available', 'Close other programs.'),
    amountRow(
      'disk',
      (disk.bavail * disk.bsize) / bytesPerGib,
      diskGib,
      'disk space free',
      'Free some space, or move the repository to another disk.',
    ),
    { id: 'cores', group: 'Resources', status: 'pass', message: `${availableParallelism()} processor cores`, fix: '' },
  ];
}

function amountRow(id: string, gib: number, neededGib: number, what: string, fix: string): DoctorRow {
  const enough = gib >= neededGib;
  return {
    id,
    group: 'Resources',
    status: enough ? 'pass' : 'warn',
    message: `${gib.toFixed(1)} GiB ${what}${enough ? '' : `, but ${neededGib} GiB are needed`}`,
    fix: enough ? '' : fix,
  };
}

/** The available memory, not the free memory: Linux counts caches as used. */
async function availableMemoryBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const [, kib] = /^MemAvailable:\s+(\d+) kB$/m.exec(text) ?? [];
  return kib === undefined ? freemem() : Number(kib) * 1024;
}
