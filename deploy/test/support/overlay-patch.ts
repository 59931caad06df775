import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** What a Kustomize overlay changes in what it builds on. */
export interface Patch {
  readonly target: { readonly kind: string; readonly name: string };
  readonly patch: string;
}

/** @param values by their path in the resource */
export const replace = (kind: string, name: string, values: Readonly<Record<string, unknown>>): Patch => ({
  target: { kind, name },
  patch: stringify(Object.entries(values).map(([path, value]) => ({ op: 'add', path, value }))),
});

/** The only container of a pod's template. */
export const container = '/spec/template/spec/containers/0';

export const overlayFile = join('deploy', 'kubernetes', 'overlays', 'local', 'kustomization.yaml');

/** The text of the local overlay with more patches, which win. @param root a repository */
export function patchedOverlay(root: string, patches: readonly Patch[]): string {
  const kustomization = parse(readFileSync(join(root, overlayFile), 'utf8')) as { patches: Patch[] };
  return stringify({ ...kustomization, patches: [...kustomization.patches, ...patches] });
}

export function patchOverlay(root: string, patches: readonly Patch[]): void {
  writeFileSync(join(root, overlayFile), patchedOverlay(root, patches));
}
