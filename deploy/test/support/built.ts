import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseResources, type Resource } from '../../src/apply/resources.js';
import { fillManifests, kubernetesFolder } from '../../src/hand-over/fill-manifests.js';
import { handOverOf, onAws } from './hand-over.js';

const root = join(import.meta.dirname, '../../..');
const kubernetes = join(root, kubernetesFolder);
const builds = new Map<string, Resource[]>();

/** Components of an overlay to replace, or to add: `{ msk: 'strimzi', tracing: 'tracing' }`. */
export type Components = Readonly<Record<string, string>>;

/** `it` with what `./fairway deploy` would send, of a folder in `deploy/kubernetes`; skipped where kubectl is missing. */
export const it = test.extend<{ built: (folder: string, changes?: Components) => Resource[] }>({
  built: async ({ skip }, use) => {
    const { error } = spawnSync('kubectl', ['version', '--client']);
    if (error !== undefined) skipOrFail(`kubectl cannot be run (${error.message}), so no overlay was built`, skip);
    await use((folder, changes = {}) => {
      const key = JSON.stringify([folder, changes]);
      const build = builds.get(key) ?? kustomized(folder, changes);
      builds.set(key, build);
      return build;
    });
  },
});

/** In CI, where skipped tests go unnoticed, a check that did not run is a failure. */
function skipOrFail(reason: string, skip: (reason: string) => void): void {
  if (!['', 'false'].includes(process.env['CI'] ?? '')) throw new Error(reason);
  skip(reason);
}

function kustomized(folder: string, changes: Components): Resource[] {
  const environment = onAws.find((name) => folder === `overlays/${name}`);
  const copy = mkdtempSync(join(tmpdir(), 'manifests-'));
  try {
    if (environment === undefined) cpSync(kubernetes, copy, { recursive: true });
    else fillManifests(root, copy, handOverOf(environment));
    if (Object.keys(changes).length > 0) changeComponents(join(copy, folder, 'kustomization.yaml'), changes);
    return kustomizedIn(copy, folder);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** New components come after those that they may change, and before the replicas of the catalogue. */
export function changeComponents(file: string, changes: Components): void {
  const kustomization = parse(readFileSync(file, 'utf8')) as { components: string[] };
  const pathOf = (name: string) => `../../components/${name}`;
  const kept = kustomization.components.filter((path) => !Object.keys(changes).some((name) => path === pathOf(name)));
  const components = [...kept.slice(0, -1), ...Object.values(changes).map(pathOf), ...kept.slice(-1)];
  writeFileSync(file, stringify({ ...kustomization, components }));
}

export function kustomizedIn(manifests: string, folder: string): Resource[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(manifests, folder)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder} failed: ${stderr}`);
  return parseResources(stdout);
}

export function ofKind<Kind extends Resource>(resources: readonly Resource[], kind: string): Kind[] {
  return resources.filter((resource) => resource.kind === kind) as Kind[];
}
