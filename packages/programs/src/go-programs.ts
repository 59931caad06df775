import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runOrFail, type Run } from './run-tool.js';

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
    const tool = join(run.root, 'tools', 'go-programs', 'go-programs');
    const folder = (await runOrFail([tool, 'build', ...missing], run)).trim();
    for (const name of missing) found.set(name, join(folder, name));
  }
  return Object.fromEntries(found) as Record<Name, string>;
}

function onPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): string | undefined {
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
