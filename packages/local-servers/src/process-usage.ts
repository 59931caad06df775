import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { procStat } from './proc-stat.js';

/** What a process and its descendants have used, and whether they want more. */
export interface ProcessUsage {
  /** Processor time, including children that have ended. */
  readonly cpuMs: number;
  /** Whether one of them waits only for a processor, a disk or a debugger, and not for an event. */
  readonly runnable: boolean;
}

interface Row {
  readonly pid: number;
  readonly parentPid: number;
  readonly cpuMs: number;
  readonly runnable: boolean;
}

// Linux reports processor time in hundredths of a second, whatever the kernel's own tick.
const TICK_MS = 10;
// Running or waiting for a processor, waiting for a disk (macOS: U), stopped.
const RUNNABLE = /^[RDUTt]/;

/** Undefined when the process is gone. */
export async function usageOf(pid: number): Promise<ProcessUsage | undefined> {
  const rows = process.platform === 'linux' ? readProc() : await askPs();
  const tree = treeOf(pid, rows);
  if (tree.length === 0) return undefined;
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    // This process runs because it is measuring.
    runnable: tree.some(
      (row) =>
        row.pid !== process.pid && (row.runnable || (process.platform === 'linux' && hasRunnableThread(row.pid))),
    ),
  };
}

function treeOf(pid: number, rows: readonly Row[]): Row[] {
  const children = Map.groupBy(rows, ({ parentPid }) => parentPid);
  const tree = rows.filter((row) => row.pid === pid);
  // Grows while it is iterated: children are appended behind their parents.
  for (const parent of tree) tree.push(...(children.get(parent.pid) ?? []));
  return tree;
}

function readProc(): Row[] {
  return readdirSync('/proc').flatMap((name) => {
    const fields = /^\d+$/.test(name) ? procStat(`/proc/${name}/stat`) : undefined;
    if (fields === undefined) return [];
    const [state = '', parentPid] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return [
      { pid: Number(name), parentPid: Number(parentPid), cpuMs: ticks * TICK_MS, runnable: RUNNABLE.test(state) },
    ];
  });
}

/** The state of a process is that of its first thread, but Java and Node also work in other threads. */
function hasRunnableThread(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) =>
      RUNNABLE.test(procStat(`/proc/${pid}/task/${thread}/stat`)?.[0] ?? ''),
    );
  } catch {
    return false; // it has just ended
  }
}

async function askPs(): Promise<Row[]> {
  const asking = promisify(execFile)('ps', ['-axo', 'pid=,ppid=,state=,time='], { maxBuffer: 16 * 1024 * 1024 });
  const { stdout } = await asking;
  return parsePs(stdout).filter(({ pid }) => pid !== asking.child.pid);
}

/** Parses lines such as `  412   1 Ss    0:03.81`. Exported for its test, because only macOS uses it. */
export function parsePs(text: string): Row[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parentPid, state, time] = line.trim().split(/\s+/);
    if (pid === undefined || parentPid === undefined || state === undefined || time === undefined) return [];
    return [
      { pid: Number(pid), parentPid: Number(parentPid), cpuMs: parseTimeMs(time), runnable: RUNNABLE.test(state) },
    ];
  });
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function parseTimeMs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
}
