import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { Kubectl } from './kubectl.js';
import { parseResources, type Resource } from './resources.js';

/** On everything that a deployment applied; what has it and is no longer rendered is deleted. */
export const managedBy = { label: 'app.kubernetes.io/managed-by', value: 'fairway' } as const;

/** By the name in the manifests: `<registry>/<repository>@sha256:...` */
export type ImageReferences = ReadonlyMap<string, string>;

/** Builds an overlay. @param images replaces the names of images; without it, they stay as they are in the manifests */
export async function buildOverlay(
  root: string,
  environment: string,
  kubectl: Kubectl,
  images: ImageReferences = new Map(),
): Promise<Resource[]> {
  const folder = join(root, '.fairway', 'deploy', environment);
  mkdirSync(folder, { recursive: true });
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [relative(folder, join(root, 'deploy', 'kubernetes', 'overlays', environment))],
    labels: [{ pairs: { [managedBy.label]: managedBy.value } }],
    images: [...images].map(([name, reference]) => {
      const [newName, digest] = reference.split('@');
      return { name, newName, digest };
    }),
  };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
  return parseResources(await kubectl.run(['kustomize', folder]));
}

interface PodTemplate {
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image: string }[] } };
  };
}

/** The names of all images in the manifests. */
export function imagesIn(resources: readonly Resource[]): string[] {
  const names = resources.flatMap((resource) =>
    ((resource as PodTemplate).spec?.template?.spec?.containers ?? []).map(({ image }) => image),
  );
  return [...new Set(names)];
}
