import { catalog, type DeclaredService, serviceNames } from '@fairway/catalog';
import { ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { SecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { ConfigMap, LimitRange, Namespace, ResourceQuota, Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect } from 'vitest';
import { stagesOf } from '../src/apply/resources.js';
import type { Resource } from '../src/apply/resources.js';
import { type Components, it } from './support/built.js';
import { unknownFieldsOf, type Validator } from './support/unknown-fields.js';

const models = {
  ConfigMap,
  Deployment,
  ExternalSecret,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  LimitRange,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  ResourceQuota,
  Role,
  RoleBinding,
  ScaledObject,
  SecretStore,
  Service,
  ServiceAccount,
  StatefulSet,
  TriggerAuthentication,
} as unknown as Record<string, new (data: object) => Validator>;

function mistakesOf(resources: readonly Resource[]): string[] {
  return resources.flatMap((resource) => {
    const Model = models[resource.kind];
    const name = `${resource.kind} ${resource.metadata.name}`;
    if (Model === undefined) return [`${name} is of a kind without a schema here`];
    return unknownFieldsOf(new Model(resource)).map((field) => `${name} has an unknown field ${field}`);
  });
}

const combinations: { overlay: string; how: string; components: Components }[] = ['local', 'dev', 'production'].flatMap(
  (overlay) => [
    { overlay, how: 'as it is', components: {} },
    { overlay, how: 'with Argo CD', components: { argocd: 'argocd' } },
    ...(overlay === 'dev' ? [{ overlay, how: 'with Strimzi', components: { msk: 'strimzi' } }] : []),
    ...(overlay === 'local' ? [{ overlay, how: 'with traces', components: { tracing: 'tracing' } }] : []),
  ],
);

it.for(combinations)(
  '$overlay, $how, builds, and every resource conforms to the schema of its kind, without unknown fields',
  ({ overlay, components }, { built }) => {
    expect(mistakesOf(built(`overlays/${overlay}`, components))).toEqual([]);
  },
);

describe('components', () => {
  interface Annotated extends Resource {
    readonly metadata: Resource['metadata'] & { readonly annotations?: Readonly<Record<string, string>> };
  }

  it('argocd: services sync after migrations, which sync after databases and topics, and Jobs run at each sync', ({
    built,
  }) => {
    const resources = built('overlays/local', { argocd: 'argocd' }) as Annotated[];
    const waveOf = ({ metadata }: Annotated) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
    const { foundation, preparation, migrations, services } = stagesOf(resources);
    const waves = [foundation, preparation, migrations, services].map((stage) => [
      ...new Set((stage as Annotated[]).map(waveOf)),
    ]);
    expect(waves).toEqual([[0], [1], [2], [3]]);
    for (const { metadata } of [...preparation, ...migrations] as Annotated[])
      expect(metadata.annotations).toMatchObject({
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      });
  });

  it('strimzi: no service and no trigger speaks to MSK', ({ built }) => {
    const resources = built('overlays/dev', { msk: 'strimzi' });
    expect(JSON.stringify(resources)).toContain('kafka-kafka-bootstrap.kafka:9092');
    expect(JSON.stringify(resources)).not.toMatch(/9098|KAFKA_MSK_IAM_REGION|aws_msk_iam|TriggerAuthentication/);
    const scaledByLag = Object.values<DeclaredService>(catalog.services).filter(
      ({ deployment }) => 'waitingRecords' in deployment.scaleOn,
    );
    expect(resources.filter(({ kind }) => kind === 'ScaledObject')).toHaveLength(scaledByLag.length);
  });

  it('tracing: every service has the endpoint', ({ built }) => {
    const settings = (built('overlays/production') as (Resource & { data?: object })[])
      .filter(({ kind, data }) => kind === 'ConfigMap' && data !== undefined && 'MANAGEMENT_PORT' in data)
      .map(({ data }) => data);
    expect(settings).toHaveLength(serviceNames.length);
    for (const data of settings)
      expect(data).toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://jaeger.monitoring:4318');
  });
});

it('a misspelt field is noticed, at the top, inside and in a list', ({ built }) => {
  const deployment = structuredClone(
    built('overlays/production').find(({ kind }) => kind === 'Deployment'),
  ) as Resource & {
    sepc?: object;
    spec: { minReadySecond?: number; template: { spec: { containers: { lifeCycle?: object }[] } } };
  };
  deployment.sepc = {};
  deployment.spec.minReadySecond = 5;
  for (const container of deployment.spec.template.spec.containers) container.lifeCycle = {};
  expect(mistakesOf([deployment]).map((mistake) => mistake.split(' ').at(-1))).toEqual([
    'spec.template.spec.containers.0.lifeCycle',
    'spec.minReadySecond',
    'sepc',
  ]);
});
