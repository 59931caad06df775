import { FairwayError } from '@fairway/errors';
import { type Outcome, runProgram } from '@fairway/infra';

/** Git in one clone. */
export class Git {
  /** Where records are kept and missing commits come from: a name, an address or a path. */
  readonly remote: string;
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(root: string, env: NodeJS.ProcessEnv, remote = 'origin') {
    this.#root = root;
    this.remote = remote;
    // Where a password is missing, a pipeline must fail instead of waiting for one to be typed.
    this.#env = { ...env, GIT_TERMINAL_PROMPT: '0' };
  }

  /** Runs it to its end, whether it fails or not. */
  async try(
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Outcome> {
    return await runProgram('git', args, { cwd: this.#root, env: { ...this.#env, ...env }, input });
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

/**
 * Makes sure that this clone has a commit; that of a pipeline has one only, so what it lacks is fetched.
 * @throws FairwayError not_found when the remote does not have it either
 */
export async function requireCommit(commit: string, git: Git): Promise<void> {
  const has = async () => (await git.try(['cat-file', '-e', `${commit}^{commit}`])).exitCode === 0;
  if (await has()) return;
  const fetched = await git.try(['fetch', '--quiet', '--no-tags', git.remote, commit]);
  if (fetched.exitCode === 0 && (await has())) return;
  throw new FairwayError('not_found', `There is no commit ${commit}.`, {
    cause: fetched.stderr.trim(),
    hint: 'Releases deploy commits that are pushed. Nothing was changed.',
  });
}

export function gitFailure(args: readonly string[], { stderr }: Outcome): FairwayError {
  return new FairwayError('failed', `git ${args.join(' ')} failed.`, {
    cause: stderr.trim(),
    hint: 'Run it yourself to see more. Nothing was changed by it.',
  });
}
