import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { yamlOf } from './manifest.js';

/** A file to commit; the path starts at the root of the repository. */
export interface RenderedManifest {
  readonly path: string;
  readonly content: string;
}

export const heading = '# Made by `./fairway generate` from catalog/src/services.ts.\n';

const versions = { Kustomization: 'v1beta1', Component: 'v1alpha1' };

export function kustomization(folder: string, kind: keyof typeof versions, fields: object): RenderedManifest {
  const resource = { apiVersion: `kustomize.config.k8s.io/${versions[kind]}`, kind, ...fields };
  return { path: `${folder}/kustomization.yaml`, content: heading + yamlOf({ resource }) };
}

export function literalsOf(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([variable, value]) => `${variable}=${value}`);
}

/** A rendered file whose service has left the catalogue. */
export interface Leftover {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

export function leftoversOf(root: string, manifests: readonly RenderedManifest[]): Leftover[] {
  const rendered = new Set(manifests.map(({ path }) => path));
  return globSync('deploy/kubernetes/{base,components,overlays}/**/*.yaml', { cwd: root })
    .filter((path) => !rendered.has(path) && readFileSync(join(root, path), 'utf8').startsWith(heading))
    .map((path) => ({
      path,
      problem: `${path} follows from nothing in the catalogue.`,
      fix: `Delete the file: git rm ${path}`,
    }));
}
