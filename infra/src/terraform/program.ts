import { FairwayError } from '@fairway/errors';
import { spawn } from 'node:child_process';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** That of this process by default. */
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it reads from standard input; nothing by default. */
  readonly input?: string;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** No limit by default. */
  readonly limitMs?: number;
}

/**
 * Runs a program to its end and returns its output.
 * @throws FairwayError prerequisite_missing when it is not on the PATH, timed_out when it exceeds its limit
 * @throws AbortError when the signal ends it
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { limitMs, input = '', ...options }: RunOptions,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, options);
  // It may end without reading its input; its exit code says so.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const limit = limitMs === undefined ? undefined : setTimeout(stop, limitMs, limitMs);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.on('error', (error: NodeJS.ErrnoException) =>
    reject(
      error.code === 'ENOENT'
        ? new FairwayError('prerequisite_missing', `${command} is not on the PATH.`, {
            hint: `Install ${command}; docs/guides/aws.md lists the versions.`,
          })
        : error,
    ),
  );
  // `close`, not `exit`: only then has all output been read.
  child.on('close', (code) => resolve(code ?? 1));
  try {
    return { exitCode: await promise, ...output };
  } finally {
    clearTimeout(limit);
  }

  function stop(afterMs: number): void {
    child.kill('SIGKILL');
    // Child processes may keep these open, which would make us wait.
    child.stdout.destroy();
    child.stderr.destroy();
    reject(
      new FairwayError('timed_out', `${command} did not answer within ${afterMs / 1000} s.`, {
        hint: `Run \`${[command, ...args].join(' ')}\` by hand to see why.`,
      }),
    );
  }
}
