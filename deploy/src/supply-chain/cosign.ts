import { FairwayError } from '@fairway/errors';
import { findGoPrograms, type Outcome, quietly, type Run, runTool } from '@fairway/programs';

/** Runs cosign quietly: what it warns of is the same each time, and the last line of a failure says why. */
export async function runCosign(args: readonly string[], run: Run): Promise<Outcome> {
  const { cosign } = await findGoPrograms(['cosign'], run);
  return await runTool([cosign, ...args], quietly(run));
}

/**
 * Makes a key pair without a password, for one machine: `<prefix>.key` and `<prefix>.pub`.
 * @throws FairwayError failed
 */
export async function createKeyPair(prefix: string, run: Run): Promise<void> {
  const args = ['generate-key-pair', `--output-key-prefix=${prefix}`];
  const { exitCode, lastLine } = await runCosign(args, { ...run, env: { ...run.env, COSIGN_PASSWORD: '' } });
  if (exitCode === 0) return;
  throw new FairwayError('failed', 'No key to sign images was made.', {
    cause: lastLine,
    hint: `It belongs at ${prefix}.key.`,
  });
}
