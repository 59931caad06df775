import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parsePs, usageOf } from './process-usage.js';

test('reads the lines of ps on macOS and Linux', () => {
  expect(parsePs('  412     1 Ss     0:03.81\n 9000   412 R   12:00:01\n    7     1 U   1-01:00:00.50\n')).toEqual([
    { pid: 412, parentPid: 1, cpuMs: 3_810, runnable: false },
    { pid: 9000, parentPid: 412, cpuMs: 43_201_000, runnable: true },
    { pid: 7, parentPid: 1, cpuMs: 90_000_500, runnable: true },
  ]);
});

test('counts the processor time of children, also after their end', async () => {
  const before = (await usageOf(process.pid))?.cpuMs ?? 0;
  execFileSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 200_000);']);
  expect(((await usageOf(process.pid))?.cpuMs ?? 0) - before).toBeGreaterThan(150);
});

test('counts nothing for a process that is gone', async () => {
  expect(await usageOf(2 ** 30)).toBeUndefined();
});
