import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fill, placeholdersOf } from './fill.js';
import type { HandOver } from './hand-over.js';

export const kubernetesFolder = join('deploy', 'kubernetes');

/**
 * Copies the manifests of the services, with their placeholders filled, before Kustomize reads them: it names a ConfigMap by
 * its content, so pods restart when a value changes. A value that does not exist stays a placeholder, because it may be in
 * a component that the overlay does not use.
 * @param into the copy, in the shape of deploy/kubernetes
 */
export function fillManifests(root: string, into: string, handOver: HandOver): void {
  rmSync(into, { recursive: true, force: true });
  for (const folder of ['base', 'components', 'overlays'])
    cpSync(join(root, kubernetesFolder, folder), join(into, folder), { recursive: true });
  for (const file of globSync('**/*.yaml', { cwd: into })) {
    const path = join(into, file);
    const text = readFileSync(path, 'utf8');
    if (placeholdersOf(text).length > 0)
      writeFileSync(
        path,
        fill(text, handOver, (missing) => `\${${missing}}`),
      );
  }
}
