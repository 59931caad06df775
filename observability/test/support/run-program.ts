import { findGoPrograms } from '@fairway/programs';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** The path of a program of `tools/go-programs`, which is built if it is missing. */
export async function findProgram(name: string): Promise<string> {
  const found = await findGoPrograms([name], {
    root: process.cwd(),
    env: process.env,
    progress: (line) => void process.stderr.write(`${line}\n`),
    stopping: new AbortController().signal,
  });
  return found[name] ?? '';
}

/** Runs a program without standard input, for which amtool would wait. It ends with the test. */
export async function runProgram(
  path: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { exitCode, output: stdout + stderr };
}
