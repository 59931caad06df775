import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExternalSecret, SecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service, ServiceAccount } from 'kubernetes-models/v1';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderManifests } from '../src/index.js';
import { yamlOf } from '../src/render/manifest.js';

const root = mkdtempSync(join(tmpdir(), 'manifests-'));

afterAll(() => rmSync(root, { recursive: true }));

/** The validator of each kind that is rendered; Kustomize itself reads the kustomizations. */
const models = {
  Deployment,
  ExternalSecret,
  HorizontalPodAutoscaler,
  Job,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  ScaledObject,
  SecretStore,
  Service,
  ServiceAccount,
};

// Without Strimzi's: addons.spec.ts has the schemas of its kinds, and its component has patches.
const resources = renderManifests(root).flatMap((manifest) =>
  'content' in manifest &&
  /^deploy\/kubernetes\/(?!addons|components\/strimzi).+(?<!kustomization)\.yaml$/.test(manifest.path)
    ? [{ path: manifest.path, resource: parse(manifest.content) as { kind: keyof typeof models } }]
    : [],
);

it.each(resources)('$path conforms to the schema of its kind', ({ resource }) => {
  const Model = models[resource.kind] as unknown as new (data: object) => { validate(): void };
  expect(() => new Model(resource).validate()).not.toThrow();
});

it('a rendered file whose service has left the catalogue is reported; other files are not', () => {
  const folder = join(root, 'deploy/kubernetes/base/stock-service');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'service.yaml'),
    '# Made by `./fairway generate` from catalog/src/services.ts.\nkind: Service\n',
  );
  writeFileSync(join(folder, 'own.yaml'), 'kind: ConfigMap\n');
  expect(renderManifests(root).filter((manifest) => 'problem' in manifest)).toEqual([
    expect.objectContaining({ path: 'deploy/kubernetes/base/stock-service/service.yaml' }),
  ]);
});

describe('yamlOf', () => {
  it('writes each reason above its field', () => {
    const resource = { kind: 'Job', spec: { steps: [{ name: 'first' }] } };
    const reasons = { spec: 'All of it.', 'spec.steps.0': 'A step.', 'spec.steps.0.name': 'Its name.' };
    expect(yamlOf({ resource, reasons })).toBe(
      'kind: Job\n# All of it.\nspec:\n  steps:\n    # A step.\n    - # Its name.\n      name: first\n',
    );
  });

  it('refuses a reason for a field that does not exist', () => {
    expect(() => yamlOf({ resource: { kind: 'Job' }, reasons: { 'spec.steps': 'Gone.' } })).toThrow('spec.steps');
  });

  it('quotes text that YAML 1.1 reads as a boolean or a number', () => {
    expect(yamlOf({ resource: { a: 'on', b: '8', c: 'text' } })).toBe("a: 'on'\nb: '8'\nc: text\n");
  });
});
