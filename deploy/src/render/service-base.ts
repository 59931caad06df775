import { containerPorts, derivedVariables } from '@fairway/catalog';
import type { IServiceAccount } from 'kubernetes-models/v1';
import { type Declared, type RenderedCatalog, servicesOf } from './declared.js';
import { heading, kustomization, literalsOf, type RenderedManifest } from './files.js';
import { labelsOf } from './labels.js';
import { type Manifest, yamlOf } from './manifest.js';
import { podMonitor } from './monitoring.js';
import { networkPolicy, service } from './network.js';
import { cpuAutoscaler, disruptionBudget } from './scaling.js';
import { externalSecret } from './secrets.js';
import { shutdownOf } from './shutdown.js';
import { deployment, hasSecrets, migration } from './workload.js';

const folder = 'deploy/kubernetes/base';

/** `base/<service>/` of each service, and the list of them. */
export function renderBase(catalog: RenderedCatalog): RenderedManifest[] {
  const services = servicesOf(catalog);
  return [
    ...services.flatMap((declared) => renderServiceBase(declared, catalog)),
    kustomization(folder, 'Kustomization', { resources: ['shared', ...services.map(({ name }) => name)] }),
  ];
}

function renderServiceBase(declared: Declared, catalog: RenderedCatalog): RenderedManifest[] {
  const { name, database, deployment: placing } = declared;
  const manifests: Record<string, Manifest> = {
    'service-account': serviceAccount(declared),
    ...(database === null ? {} : { migration: migration(declared) }),
    deployment: deployment(declared, catalog),
    service: service(declared),
    'disruption-budget': disruptionBudget(declared),
    ...('cpuPercent' in placing.scaleOn ? { autoscaler: cpuAutoscaler(declared, placing.scaleOn.cpuPercent) } : {}),
    'network-policy': networkPolicy(declared, catalog),
    ...(hasSecrets(declared) ? { 'external-secret': externalSecret(declared) } : {}),
    'pod-monitor': podMonitor(declared),
  };
  const files = Object.entries(manifests).map(([file, manifest]) => ({
    path: `${folder}/${name}/${file}.yaml`,
    content: heading + yamlOf(manifest),
  }));
  return [
    kustomization(`${folder}/${name}`, 'Kustomization', {
      resources: Object.keys(manifests).map((file) => `${file}.yaml`),
      configMapGenerator: [{ name, literals: literalsOf(settingsOf(declared)) }],
    }),
    ...files,
  ];
}

/** Settings that are equal in every environment: ports, and peers by their names in the namespace. */
function settingsOf(declared: Declared): Record<string, string> {
  const {
    DATABASE_URL: _,
    KAFKA_BROKERS: __,
    ...variables
  } = derivedVariables(declared, {
    port: containerPorts.http,
    managementPort: containerPorts.management,
    serviceUrl: (peer) => `http://${peer}:${containerPorts.http}`,
    databaseUrl: () => '',
    kafkaBrokers: '',
  });
  return { ...variables, SHUTDOWN_GRACE_MS: String(shutdownOf(declared.kind).drainSeconds * 1000) };
}

function serviceAccount({ name }: Declared): Manifest<IServiceAccount> {
  return {
    resource: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels: labelsOf(name) } },
    reasons: { 'metadata.name': 'The role in AWS trusts this name in this namespace.' },
  };
}
