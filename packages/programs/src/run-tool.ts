import { FairwayError } from '@fairway/errors';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

/** How a command follows a program that it runs, and ends it. */
export interface Run {
  /** The root folder of the repository. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Receives each line of standard error. */
  progress(line: string): void;
  readonly stopping: AbortSignal;
}

/** How a program ended, and what it said. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** The last line of standard error that is neither `error` nor `hint`. */
  readonly lastLine: string;
  /** What a line that begins with `✗` says. */
  readonly error: string | undefined;
  /** What the line after it, which begins with `→`, says. */
  readonly hint: string | undefined;
}

/**
 * Runs a program to its end.
 * @throws FairwayError prerequisite_missing when it is not on the PATH
 */
export async function runTool([command, ...args]: readonly [string, ...string[]], run: Run): Promise<Outcome> {
  const child = spawn(command, args, { cwd: run.root, env: run.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => void child.kill('SIGTERM');
  run.stopping.addEventListener('abort', stop);
  const said = {
    stdout: '',
    lastLine: '',
    error: undefined as string | undefined,
    hint: undefined as string | undefined,
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('✗ ')) said.error = line.slice(2);
    else if (said.error !== undefined && line.startsWith('  → ')) said.hint = line.slice(4);
    else {
      said.lastLine = line;
      run.progress(line);
    }
  });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
    return { exitCode, ...said };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new FairwayError('prerequisite_missing', `${command} is not on the PATH.`, { hint: `Install ${command}.` });
  } finally {
    run.stopping.removeEventListener('abort', stop);
  }
}

/**
 * Runs a program that must succeed, and returns its standard output.
 * @throws FairwayError with what the program said
 */
export async function runOrFail(commandLine: readonly [string, ...string[]], run: Run): Promise<string> {
  const { exitCode, stdout, error, hint, lastLine } = await runTool(commandLine, run);
  if (exitCode === 0) return stdout;
  if (run.stopping.aborted)
    throw new FairwayError('interrupted', 'Interrupted.', {
      hint: 'The same command continues where this one stopped.',
    });
  throw new FairwayError('failed', error ?? `\`${commandLine.join(' ')}\` exited with ${exitCode}.`, {
    cause: error === undefined ? lastLine : undefined,
    hint: hint ?? `Run \`${commandLine.join(' ')}\` by hand to see why.`,
  });
}

/** For programs that are only asked: nothing of what they say is shown. */
export const quietly = (run: Run): Run => ({ ...run, progress: () => undefined });
