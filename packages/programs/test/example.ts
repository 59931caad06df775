import { quietly, type Run, runOrFail, runTool } from '@fairway/programs';

/** The version of Git, or the error for the person at the keyboard. */
export async function gitVersion(run: Run): Promise<string> {
  return (await runOrFail(['git', '--version'], quietly(run))).trim();
}

/** Whether the folder is in a repository: the exit code is the answer, so a failure is none. */
export async function isRepository(run: Run): Promise<boolean> {
  const { exitCode } = await runTool(['git', 'rev-parse', '--git-dir'], quietly(run));
  return exitCode === 0;
}
