import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache for what was built or downloaded once, shared by all clones: `$XDG_CACHE_HOME/fairway/<name>`. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fairway', name);
}
