import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `./fairway` as a person or a script would: in a pipe, and without npm as its parent. */
export function runFairway(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeoutMs = 240_000,
): Promise<Outcome> {
  const { npm_lifecycle_event: _, FAIRWAY_INSTANCE: __, FAIRWAY_PORT_BASE: ___, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = execFile(
      `${root}/fairway`,
      args,
      { env: { ...inherited, ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && child.exitCode === null) reject(error);
        else resolve({ exitCode: child.exitCode ?? 0, stdout, stderr });
      },
    );
  });
}
