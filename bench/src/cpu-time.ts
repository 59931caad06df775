import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // sysconf(_SC_CLK_TCK), 100 on every Linux that Node runs on

interface ProcessTimes {
  readonly parent: number;
  /** Its own processor time and that of ended children, in seconds. */
  readonly seconds: number;
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in parentheses, may contain anything; the fields after it are plain.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
    return { parent, seconds: ticks / ticksPerSecond };
  } catch {
    return undefined; // it ended in the meantime
  }
}

/** CPU time per request between two readings, in microseconds. */
export function microsPerRequest(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  requests: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([process, seconds]) => [process, ((seconds - (before[process] ?? 0)) / requests) * 1e6]),
  );
}

function allProcesses(): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const times = Number.isInteger(pid) ? timesOf(pid) : undefined;
    if (times !== undefined) all.set(pid, times);
  }
  return all;
}

/**
 * A figure of each process and its children, added up. Linux only: reads /proc.
 * @param figureOf of one process; 0 for one that has ended in the meantime
 */
export function sumsOfFamilies(
  pids: Readonly<Record<string, number>>,
  figureOf: (pid: number) => number,
  all: ReadonlyMap<number, ProcessTimes> = allProcesses(),
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => {
      const family = [...all].filter(([id, { parent }]) => id === pid || parent === pid);
      return [name, family.reduce((sum, [id]) => sum + figureOf(id), 0)];
    }),
  );
}

/** CPU seconds used so far by each process and its children. */
export function cpuSeconds(pids: Readonly<Record<string, number>>): Record<string, number> {
  const all = allProcesses();
  return sumsOfFamilies(pids, (pid) => all.get(pid)?.seconds ?? 0, all);
}
