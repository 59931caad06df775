import { spawn } from 'node:child_process';
import { TerraformError } from './terraform-error.js';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and keeps what it printed.
 * @throws TerraformError TOOL_MISSING when it is not on the PATH
 */
export async function runProgram(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.on('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ENOENT' ? new TerraformError('TOOL_MISSING', `${command} is not on the PATH.`, `Install ${command}; docs/guides/aws.md names the versions.`) : error),
  );
  // `close`, not `exit`: only then has everything it printed been read.
  child.on('close', (code) => resolve(code ?? 1));
  return { exitCode: await promise, ...output };
}
