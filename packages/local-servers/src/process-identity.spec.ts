import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { describeProcess, processStartTime } from './process-identity.js';

test('a living process keeps its start time, and another process has a different one', async () => {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  expect(processStartTime(pid)).toBeDefined();
  expect(processStartTime(pid)).toBe(processStartTime(pid));
  expect(processStartTime(pid)).not.toBe(processStartTime(process.pid));
  expect(describeProcess(pid)).toBe(`pid ${pid} (sleep 60)`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processStartTime(pid)).toBeUndefined();
});

test('a process is described on one line', async () => {
  const child = spawn(process.execPath, ['--eval', 'const ms = 60_000;\n\n  setTimeout(() => {}, ms);']);
  await once(child, 'spawn');
  expect(describeProcess(child.pid ?? 0)).toMatch(/--eval const ms = 60_000; setTimeout\(\(\) => \{\}, ms\);\)$/);
  child.kill('SIGKILL');
});

test('a zombie counts as gone', async () => {
  // The shell becomes `sleep`, which never reaps its dead child.
  const child = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $! && exec sleep 60']);
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const zombiePid = Number(output.toString());
  await expect.poll(() => processStartTime(zombiePid)).toBeUndefined();
  expect(process.kill(zombiePid, 0)).toBe(true);
  child.kill('SIGKILL');
});
