import type { Catalog } from '@fairway/catalog';
import type { Resource } from '../../../src/apply/resources.js';
import { Overlay } from './overlay.js';
import { podMistakes } from './pod-mistakes.js';
import { serviceMistakes } from './service-mistakes.js';

/** What is wrong with the workloads of a built overlay, as sentences. */
export function workloadMistakes(resources: readonly Resource[], catalog: Catalog, environment: string): string[] {
  const overlay = new Overlay(resources);
  return [
    ...Object.keys(catalog.services).flatMap((name) =>
      serviceMistakes(overlay, catalog, name, environment).map((mistake) => `${name}: ${mistake}`),
    ),
    ...overlay.pods().flatMap(({ name, spec }) => podMistakes(spec).map((mistake) => `${name}: ${mistake}`)),
    // Terraform's roles trust the service accounts of this namespace.
    ...resources
      .filter(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace) !== environment)
      .map(({ kind, metadata }) => `${kind} ${metadata.name} is outside the namespace ${environment}`),
  ];
}
