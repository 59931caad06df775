import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user keeps what was built or fetched once, shared by all clones: `$XDG_CACHE_HOME/fairway/<name>`. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fairway', name);
}
