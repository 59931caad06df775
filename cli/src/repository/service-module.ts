import type { ServiceName } from '@fairway/catalog';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What a service's `src/<file>.ts` exports for the tools, from its build; nothing when it has no such file. The tools find it by
 * its path: to import an app would make them depend on it.
 */
export async function serviceModule<Exports extends object>(
  root: string,
  service: ServiceName,
  file: string,
): Promise<Partial<Exports>> {
  const path = join(root, 'apps', service, 'dist', 'src', `${file}.js`);
  return existsSync(path) ? ((await import(pathToFileURL(path).href)) as Partial<Exports>) : {};
}
