import { containerPorts, derivedVariables, type ServiceName, serviceNames, services } from '@fairway/catalog';
import type { IServiceAccount } from 'kubernetes-models/v1';
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
export function renderBase(): RenderedManifest[] {
  return [
    ...serviceNames.flatMap(renderServiceBase),
    kustomization(folder, 'Kustomization', { resources: ['shared', ...serviceNames] }),
  ];
}

function renderServiceBase(name: ServiceName): RenderedManifest[] {
  const { database, deployment: placing } = services[name];
  const manifests: Record<string, Manifest> = {
    'service-account': serviceAccount(name),
    ...(database === null ? {} : { migration: migration(name) }),
    deployment: deployment(name),
    service: service(name),
    'disruption-budget': disruptionBudget(name),
    ...('cpuPercent' in placing.scaleOn ? { autoscaler: cpuAutoscaler(name, placing.scaleOn.cpuPercent) } : {}),
    'network-policy': networkPolicy(name),
    ...(hasSecrets(name) ? { 'external-secret': externalSecret(name) } : {}),
    'pod-monitor': podMonitor(name),
  };
  const files = Object.entries(manifests).map(([file, manifest]) => ({
    path: `${folder}/${name}/${file}.yaml`,
    content: heading + yamlOf(manifest),
  }));
  return [
    kustomization(`${folder}/${name}`, 'Kustomization', {
      resources: Object.keys(manifests).map((file) => `${file}.yaml`),
      configMapGenerator: [{ name, literals: literalsOf(settingsOf(name)) }],
    }),
    ...files,
  ];
}

/** Settings that are equal in every environment: ports, and peers by their names in the namespace. */
function settingsOf(name: ServiceName): Record<string, string> {
  const {
    DATABASE_URL: _,
    KAFKA_BROKERS: __,
    ...variables
  } = derivedVariables(services[name], {
    port: containerPorts.http,
    managementPort: containerPorts.management,
    serviceUrl: (peer) => `http://${peer}:${containerPorts.http}`,
    databaseUrl: () => '',
    kafkaBrokers: '',
  });
  return { ...variables, SHUTDOWN_GRACE_MS: String(shutdownOf(services[name].kind).drainSeconds * 1000) };
}

function serviceAccount(name: ServiceName): Manifest<IServiceAccount> {
  return {
    resource: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels: labelsOf(name) } },
    reasons: { 'metadata.name': 'The role in AWS trusts this name in this namespace.' },
  };
}
