import { readdirSync } from 'node:fs';
import { cpuSeconds, familiesOf, microsPerRequest } from './cpu-time.js';
import { type LoadResult, percentile, sendAsFastAsPossible, sendAtRate } from './load.js';
import { drain } from './drain.js';
import { memoryMb } from './memory.js';
import { Platform } from './platform.js';
import { byProcess, type Figures, Report } from './report.js';
import type { BenchmarkOptions } from './throughput.js';

// Few, because each minute starts with their logins: a token is valid for five.
const accounts = 8;
const warmUpSeconds = 10;

/**
 * A steady load for long, minute by minute: what grows in a platform that leaks or falls behind? The report has the medians
 * and the range of each third of the time.
 * @param minutes a multiple of three
 */
export async function measureSoak(minutes: number, { perSecond, connections }: BenchmarkOptions): Promise<void> {
  const report = new Report('soak');
  const platform = await Platform.start();
  try {
    let tokens = await platform.signUp(accounts);
    const warmUp = await sendAsFastAsPossible(platform.port, tokens, { connections, seconds: warmUpSeconds });
    let accepted = warmUp.accepted;
    await drain(platform, accepted);
    for (let minute = 0; minute < minutes; minute += 1) {
      tokens = await platform.tokens();
      const before = cpuSeconds(platform.pids);
      const load = await sendAtRate(platform.port, tokens, { perSecond, seconds: 60, connections });
      accepted += load.accepted;
      const waiting = accepted - (await platform.processed());
      const cpu = microsPerRequest(before, cpuSeconds(platform.pids), load.accepted);
      const third = ['first', 'second', 'last'][Math.floor((3 * minute) / minutes)];
      report.add(`${perSecond}/s, ${third} third of ${minutes} minutes`, 'Fairway', {
        ...figuresOf(load),
        'not processed yet': waiting,
        ...byProcess(cpu, 'us'),
        ...byProcess(memoryMb(platform.pids), 'MB'),
        ...byProcess(openFiles(platform.pids), 'open files'),
      });
    }
    await drain(platform, accepted);
  } finally {
    await platform.stop();
  }
  report.finish();
}

const figuresOf = ({ accepted, refused, latenciesMs }: LoadResult): Figures => ({
  'answered 201': accepted,
  'answered otherwise': refused,
  'p50 of 201, ms': percentile(latenciesMs, 0.5),
  'p99 of 201, ms': percentile(latenciesMs, 0.99),
});

/** Open file descriptors of each process and its children, connections included. */
const openFiles = (pids: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    familiesOf(pids).map(([name, family]) => [name, family.reduce((sum, pid) => sum + openFilesOf(pid), 0)]),
  );

function openFilesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // it ended in the meantime
  }
}
