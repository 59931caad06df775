import { FairwayError } from '@fairway/errors';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface GitOutput {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Git in one clone. */
export class Git {
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    // Where a password is missing, a pipeline must fail instead of waiting for one to be typed.
    this.#env = { ...env, GIT_TERMINAL_PROMPT: '0' };
  }

  /** Runs it to its end, whether it fails or not. */
  async try(
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<GitOutput> {
    const child = spawn('git', args, { cwd: this.#root, env: { ...this.#env, ...env } });
    // It may end without reading its input; its exit code says so.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { exitCode, stdout, stderr };
  }

  /**
   * @returns its standard output without the last line break
   * @throws FairwayError with what Git said
   */
  async run(args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): Promise<string> {
    const output = await this.try(args, options);
    if (output.exitCode === 0) return output.stdout.replace(/\n$/, '');
    throw gitFailure(args, output);
  }
}

export function gitFailure(args: readonly string[], { stderr }: GitOutput): FairwayError {
  return new FairwayError('failed', `git ${args.join(' ')} failed.`, {
    cause: stderr.trim(),
    hint: 'Run it yourself to see more. Nothing was changed by it.',
  });
}
