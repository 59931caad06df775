import { readdirSync } from 'node:fs';
import { cpuSeconds, microsPerRequest, sumsOfFamilies } from './cpu-time.js';
import { sendAsFastAsPossible, sendAtRate } from './load.js';
import { drain } from './drain.js';
import { memoryMb } from './memory.js';
import { Platform } from './platform.js';
import { answers, byProcess, Report } from './report.js';
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
        ...answers(load),
        'answered otherwise': load.refused,
        'not processed yet': waiting,
        ...byProcess(cpu, 'us'),
        ...byProcess(memoryMb(platform.pids), 'MB'),
        ...byProcess(sumsOfFamilies(platform.pids, openFilesOf), 'open files'),
      });
    }
    await drain(platform, accepted);
  } finally {
    await platform.stop();
  }
  report.finish();
}

/** Open file descriptors, connections included. */
function openFilesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // it ended in the meantime
  }
}
