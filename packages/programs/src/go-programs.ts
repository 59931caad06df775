import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { quietly, runOrFail, type Run } from './run-tool.js';

/**
 * The paths of programs: as the PATH has them, or else built by `tools/go-programs`, which takes minutes the first time
 * and shows its progress.
 * @throws FairwayError when one is missing and cannot be built
 */
export async function findGoPrograms<Name extends string>(
  names: readonly Name[],
  run: Run,
): Promise<Record<Name, string>> {
  const found = new Map(names.map((name) => [name, onPath(name, run.env)]));
  const missing = names.filter((name) => found.get(name) === undefined);
  if (missing.length > 0) {
    const folder = (await runOrFail([toolIn(run), 'build', ...missing], run)).trim();
    for (const name of missing) found.set(name, join(folder, name));
  }
  return Object.fromEntries(found) as Record<Name, string>;
}

/**
 * The names of the programs that `findGoPrograms` would build first. Changes nothing.
 * @throws FairwayError when it could not build them
 */
export async function findUnbuiltGoPrograms(names: readonly string[], run: Run): Promise<string[]> {
  const missing = names.filter((name) => onPath(name, run.env) === undefined);
  const unbuilt = (await runOrFail([toolIn(run), 'check', ...missing], quietly(run))).trim();
  return unbuilt === '' ? [] : unbuilt.split(' ');
}

const toolIn = ({ root }: Run) => join(root, 'tools', 'go-programs', 'go-programs');

/** The path of a program, or undefined when no folder of the PATH has it. */
export function onPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  const candidates = PATH.split(delimiter).map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
