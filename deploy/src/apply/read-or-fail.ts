import { FairwayError } from '@fairway/errors';
import { commandLine, type Programs } from '@fairway/infra';

/** The standard output of a program that must succeed. */
export async function readOrFail(
  argv: readonly [string, ...string[]],
  programs: Programs,
  { code, hint }: { code: 'failed' | 'not_found'; hint: string } = { code: 'failed', hint: 'Nothing was changed.' },
): Promise<string> {
  const { exitCode, stdout, stderr } = await programs.read(argv);
  if (exitCode === 0) return stdout;
  throw new FairwayError(code, `\`${commandLine(argv)}\` failed.`, { cause: stderr.trim(), hint });
}
