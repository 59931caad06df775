import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { fillManifests, kubernetesFolder } from '../../src/hand-over/fill-manifests.js';
import { handOverOf, onAws } from './hand-over.js';

export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
}

const root = join(import.meta.dirname, '../../..');
const kubernetes = join(root, kubernetesFolder);
const builds = new Map<string, Resource[]>();

/** `it` with what `./fairway deploy` would send, of a folder in `deploy/kubernetes`; skipped where kubectl is missing. */
export const it = test.extend<{ built: (folder: string) => Resource[] }>({
  built: async ({ skip }, use) => {
    const { error } = spawnSync('kubectl', ['version', '--client']);
    if (error !== undefined) skipOrFail(`kubectl cannot be run (${error.message}), so no overlay was built`, skip);
    await use((folder) => {
      const build = builds.get(folder) ?? kustomized(folder);
      builds.set(folder, build);
      return build;
    });
  },
});

/** In CI, where skipped tests go unnoticed, a check that did not run is a failure. */
function skipOrFail(reason: string, skip: (reason: string) => void): void {
  if (!['', 'false'].includes(process.env['CI'] ?? '')) throw new Error(reason);
  skip(reason);
}

function kustomized(folder: string): Resource[] {
  const environment = onAws.find((name) => folder === `overlays/${name}`);
  if (environment === undefined) return kustomizedIn(kubernetes, folder);
  const filled = mkdtempSync(join(tmpdir(), 'manifests-'));
  try {
    fillManifests(root, filled, handOverOf(environment));
    return kustomizedIn(filled, folder);
  } finally {
    rmSync(filled, { recursive: true });
  }
}

export function kustomizedIn(manifests: string, folder: string): Resource[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(manifests, folder)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder} failed: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
}

export function ofKind<Kind extends Resource>(resources: readonly Resource[], kind: string): Kind[] {
  return resources.filter((resource) => resource.kind === kind) as Kind[];
}
