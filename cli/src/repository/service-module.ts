import type { ServiceName } from '@fairway/catalog';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The exports of a service's `src/<file>.ts`, loaded from its build for the tools; empty when the file does not exist.
 * It is found by path, because importing an app would make the tools depend on it.
 */
export async function serviceModule<Exports extends object>(
  root: string,
  service: ServiceName,
  file: string,
): Promise<Partial<Exports>> {
  const path = join(root, 'apps', service, 'dist', 'src', `${file}.js`);
  return existsSync(path) ? ((await import(pathToFileURL(path).href)) as Partial<Exports>) : {};
}
