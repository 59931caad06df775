import { hash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { workspacesOf } from '../repository/workspaces.js';

interface Version {
  readonly mtimeMs: number;
  readonly size: number;
  readonly digest: string;
}

/**
 * The sources that are compiled: what they were, and what has changed. It looks at all of them instead of believing
 * events, so an event that was lost, came twice or came in the middle of a write does no harm.
 */
export class SourceFiles {
  readonly #root: string;
  #versions: ReadonlyMap<string, Version>;

  constructor(root: string) {
    this.#root = root;
    this.#versions = this.#read(new Map());
  }

  /** Every folder that has sources, or may get some. */
  folders(): string[] {
    return workspacesOf(this.#root).flatMap(({ folder }) => {
      const cwd = join(this.#root, folder);
      // The workspace's own folder tells when `migrations` comes to be.
      return [cwd, ...globSync(['{src,migrations}', '{src,migrations}/**/*/'], { cwd }).map((path) => join(cwd, path))];
    });
  }

  /** The files whose content is not what it was at the last call; those that are gone, too. */
  changes(): string[] {
    const before = this.#versions;
    const now = this.#read(before);
    this.#versions = now;
    return [
      ...[...now].filter(([file, { digest }]) => before.get(file)?.digest !== digest).map(([file]) => file),
      ...[...before.keys()].filter((file) => !now.has(file)),
    ];
  }

  #read(known: ReadonlyMap<string, Version>): Map<string, Version> {
    const versions = new Map<string, Version>();
    for (const { folder } of workspacesOf(this.#root)) {
      for (const path of globSync('{src,migrations}/**/*.ts', { cwd: join(this.#root, folder) })) {
        if (path.endsWith('.spec.ts')) continue;
        const file = join(folder, path);
        const version = readVersion(join(this.#root, file), known.get(file));
        if (version !== undefined) versions.set(file, version);
      }
    }
    return versions;
  }
}

/** Undefined when the file has gone since it was listed. */
function readVersion(path: string, known: Version | undefined): Version | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const { mtimeMs, size } = stat;
  if (known?.mtimeMs === mtimeMs && known.size === size) return known;
  try {
    return { mtimeMs, size, digest: hash('sha256', readFileSync(path)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
