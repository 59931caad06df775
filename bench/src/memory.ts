import { readFileSync } from 'node:fs';
import { sumsOfFamilies } from './cpu-time.js';

function kilobytes(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended in the meantime
  }
}

/**
 * Proportional set size of each process and its children, in MB: memory that several share (PostgreSQL's buffers)
 * counts once.
 */
export function memoryMb(pids: Readonly<Record<string, number>>): Record<string, number> {
  const sums = sumsOfFamilies(pids, (pid) => kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'));
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Math.round(sum / 1024)]));
}

/** The most memory that a process has ever had resident, in MB. */
export const peakMemoryMb = (pid: number): number => Math.round(kilobytes(`/proc/${pid}/status`, 'VmHWM') / 1024);
