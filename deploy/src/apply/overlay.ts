import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { missingValue, placeholdersOf } from '../hand-over/fill.js';
import { fillManifests, kubernetesFolder } from '../hand-over/fill-manifests.js';
import type { HandOver } from '../hand-over/hand-over.js';
import { requireHandedOver } from '../hand-over/not-handed-over.js';
import type { Kubectl } from './kubectl.js';
import { parseResources, type Resource } from './resources.js';

/** On everything that a deployment applied; what has it and is no longer rendered is deleted. */
export const managedBy = { label: 'app.kubernetes.io/managed-by', value: 'fairway' } as const;

/** By the name in the manifests: `<registry>/<repository>@sha256:...` */
export type ImageReferences = ReadonlyMap<string, string>;

/** The overlay of an environment, with what Terraform hands over. */
interface Overlay {
  /** `.fairway/deploy/<environment>`; what was applied last can be built there again. */
  readonly folder: string;
  /** The manifests, from that folder. */
  readonly manifests: string;
  /** Takes the place of that of the overlay. */
  readonly namespace: string | undefined;
}

/**
 * @param handOver what manifests of an environment on AWS name
 * @throws FairwayError prerequisite_missing when the catalogue needs what no applied stack hands over
 */
export function prepareOverlay({
  root,
  environment,
  namespace,
  handOver,
}: {
  root: string;
  environment: string;
  namespace?: string | undefined;
  handOver?: HandOver | undefined;
}): Overlay {
  const folder = join(root, '.fairway', 'deploy', namespace ?? environment);
  mkdirSync(folder, { recursive: true });
  const manifests = handOver === undefined ? join(root, kubernetesFolder) : join(folder, 'manifests');
  if (handOver !== undefined) {
    requireHandedOver(root, handOver);
    fillManifests(root, manifests, handOver);
  }
  return { folder, manifests: relative(folder, join(manifests, 'overlays', environment)), namespace };
}

/** The machine of a local cluster has room for one environment; with these requests, for several. */
const forSeveral = {
  target: { kind: 'Deployment|Job|StatefulSet' },
  patch: stringify([{ op: 'add', path: '/spec/template/spec/containers/0/resources/requests/cpu', value: '50m' }]),
};

/**
 * Builds an overlay.
 * @param images replaces the names of images; without it, they stay as they are in the manifests
 * @throws FairwayError prerequisite_missing when a manifest names a value that no stack of Terraform hands over
 */
export async function buildOverlay(
  { folder, manifests, namespace }: Overlay,
  kubectl: Kubectl,
  images: ImageReferences = new Map(),
): Promise<Resource[]> {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...(namespace === undefined ? {} : { namespace, patches: [forSeveral] }),
    resources: [manifests],
    labels: [{ pairs: { [managedBy.label]: managedBy.value } }],
    images: [...images].map(([name, reference]) => {
      const [newName, digest] = reference.split('@');
      return { name, newName, digest };
    }),
  };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
  const resources = parseResources(await kubectl.run(['kustomize', folder]));
  requireFilled(resources);
  return resources;
}

/** @throws FairwayError prerequisite_missing when a resource still has a placeholder */
export function requireFilled(resources: readonly Resource[]): void {
  for (const resource of resources) {
    const [path] = placeholdersOf(JSON.stringify(resource));
    if (path !== undefined) throw missingValue(`${resource.kind} ${resource.metadata.name}`, path);
  }
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
