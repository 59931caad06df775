import { FairwayError } from '@fairway/errors';
import { spawn } from 'node:child_process';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Without it, as long as it takes. */
  readonly limitMs?: number;
}

/**
 * Runs a program to its end and keeps what it printed.
 * @throws FairwayError prerequisite_missing when it is not on the PATH, timed_out when it takes longer than it may
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { limitMs, ...options }: RunOptions,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = limitMs === undefined ? undefined : setTimeout(stop, limitMs, limitMs);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.on('error', (error: NodeJS.ErrnoException) =>
    reject(
      error.code === 'ENOENT'
        ? new FairwayError('prerequisite_missing', `${command} is not on the PATH.`, {
            hint: `Install ${command}; docs/guides/aws.md names the versions.`,
          })
        : error,
    ),
  );
  // `close`, not `exit`: only then has everything it printed been read.
  child.on('close', (code) => resolve(code ?? 1));
  try {
    return { exitCode: await promise, ...output };
  } finally {
    clearTimeout(limit);
  }

  function stop(afterMs: number): void {
    child.kill('SIGKILL');
    // What it started may hold them open, and would keep us waiting.
    child.stdout.destroy();
    child.stderr.destroy();
    reject(
      new FairwayError('timed_out', `${command} has not answered within ${afterMs / 1000} s.`, {
        hint: `Run \`${[command, ...args].join(' ')}\` by hand to see why.`,
      }),
    );
  }
}
