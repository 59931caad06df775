import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

export interface RunProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /**
   * Where standard output goes: to ours (`inherit`), or to standard error when only the outcome matters (`progress`).
   */
  readonly stdout: 'inherit' | 'progress';
  readonly stopping: AbortSignal;
}

/** Runs a program to its end and returns its exit code; forwards requests to stop. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, stdout, stopping }: RunProgramOptions,
): Promise<number> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', stdout === 'inherit' ? 1 : 2, 2] });
  const stop = () => void child.kill('SIGTERM');
  stopping.addEventListener('abort', stop);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
