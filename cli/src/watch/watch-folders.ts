import { FairwayError } from '@fairway/errors';
import { watch, type FSWatcher } from 'node:fs';
import { join, sep } from 'node:path';

// Editors write, rename and set times within a few milliseconds; a checkout goes on until it is quiet.
const quietMs = 60;

export interface FolderListener {
  /** @param sinceMs when the burst began, by `performance.now()` */
  onChange(sinceMs: number): void;
  /** A folder that is new cannot be watched. */
  onError(error: unknown): void;
}

export interface FolderWatch {
  close(): void;
}

/**
 * Calls back once after each burst of events in the folders.
 *
 * One `fs.watch` for each folder, because the recursive one of Node.js 24 watches files by their inode on Linux: after an
 * editor has replaced a file by a rename, as most of them save, it hears nothing of that file again.
 *
 * @param folders lists them; asked again after each burst, so that new ones are watched, too
 * @throws FairwayError prerequisite_missing when the system has no watches left
 */
export function watchFolders(folders: () => readonly string[], { onChange, onError }: FolderListener): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let sinceMs: number | undefined;

  const unwatch = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const watchNew = () => {
    for (const folder of folders()) {
      if (watchers.has(folder)) continue;
      const watcher = openWatch(folder, (event, name) => {
        // A folder of this name that was removed, and perhaps made again, is another one than the one watched.
        if (event === 'rename' && name !== null) {
          const moved = join(folder, name);
          for (const below of watchers.keys()) if (`${below}${sep}`.startsWith(`${moved}${sep}`)) unwatch(below);
        }
        sinceMs ??= performance.now();
        quiet.refresh();
      });
      watcher?.on('error', () => unwatch(folder));
      if (watcher !== undefined) watchers.set(folder, watcher);
    }
  };
  const quiet = setTimeout(() => {
    try {
      watchNew();
    } catch (error) {
      onError(error);
    }
    if (sinceMs === undefined) return;
    const burstSinceMs = sinceMs;
    sinceMs = undefined;
    onChange(burstSinceMs);
  }, quietMs);
  watchNew();

  return {
    close() {
      clearTimeout(quiet);
      for (const folder of watchers.keys()) unwatch(folder);
    },
  };
}

/** Undefined when the folder has gone since it was listed. */
function openWatch(folder: string, listener: (event: string, name: string | null) => void): FSWatcher | undefined {
  try {
    return watch(folder, listener);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code !== 'ENOSPC' && code !== 'EMFILE') throw error;
    throw new FairwayError('prerequisite_missing', 'The system has no watches left for the folders of the sources.', {
      cause: `${folder}: ${(error as Error).message}`,
      hint: 'Close another program that watches files, or raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024`.',
    });
  }
}
