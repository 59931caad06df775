import { findGoPrograms, type Outcome, quietly, type Run, runTool } from '@fairway/programs';

/** Runs cosign quietly: what it warns of is the same each time, and the last line of a failure says why. */
export async function runCosign(args: readonly string[], run: Run): Promise<Outcome> {
  const { cosign } = await findGoPrograms(['cosign'], run);
  return await runTool([cosign, ...args], quietly(run));
}
