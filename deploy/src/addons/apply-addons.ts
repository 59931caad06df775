import { FairwayError } from '@fairway/errors';
import { commandLine, preflight, type Programs, type Target } from '@fairway/infra';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fill, missingValue } from '../hand-over/fill.js';
import { kubernetesFolder } from '../hand-over/fill-manifests.js';
import { readHandOver } from '../hand-over/hand-over.js';
import type { AddonSettings } from './settings.js';
import type { AddonStep } from './steps.js';

interface Place {
  readonly root: string;
  readonly target: Target;
  /** Where the filled files go. */
  readonly filled: string;
}

/**
 * Runs the steps in order, and stops at the first that fails; run again, it goes on there.
 * @throws FairwayError prerequisite_missing when nothing was changed, failed when a step failed
 */
export async function applyAddons(
  steps: readonly AddonStep[],
  { root, target, filled }: Place,
  settings: AddonSettings,
  programs: Programs,
  progress: (line: string) => void,
): Promise<void> {
  await requireHelm(programs);
  await preflight(target, programs);
  const values = { ...(await readHandOver(target, programs)), settings };
  // All of them first: a missing value is found before anything is changed.
  rmSync(filled, { recursive: true, force: true });
  for (const file of steps.flatMap(({ files }) => files)) {
    const source = join(root, kubernetesFolder, file);
    mkdirSync(dirname(join(filled, file)), { recursive: true });
    const missing = (path: string) => {
      throw missingValue(join(kubernetesFolder, file), path);
    };
    writeFileSync(join(filled, file), fill(readFileSync(source, 'utf8'), values, missing));
  }
  for (const [index, { addon, commands }] of steps.entries()) {
    progress(`${index + 1} of ${steps.length}: ${addon.name}`);
    for (const argv of commands) {
      const exitCode = await programs.run(argv);
      if (exitCode === 0) continue;
      const kept =
        argv[0] === 'helm' ? 'Helm took the release back to the one before.' : 'What kubectl has applied stays.';
      throw new FairwayError('failed', `${addon.name} failed: \`${commandLine(argv)}\` exited with ${exitCode}.`, {
        hint: `${kept} Fix the error above, then run it again: the add-ons before ${addon.name} stay.`,
      });
    }
  }
}

async function requireHelm(programs: Programs): Promise<void> {
  const get = 'Get Helm 3.18 or newer from https://helm.sh/docs/intro/install/. Nothing was changed.';
  const version = await programs.read(['helm', 'version', '--short']).catch((error: unknown) => {
    if (error instanceof FairwayError) throw new FairwayError(error.code, error.message, { hint: get });
    throw error;
  });
  if (version.exitCode !== 0)
    throw new FairwayError('prerequisite_missing', `helm does not run:\n${version.stderr.trim()}`, { hint: get });
}
