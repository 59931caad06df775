import { containerPorts, type EnvironmentName, settingsIn } from '@fairway/catalog';
import { type Declared, type RenderedCatalog, servicesOf } from './declared.js';
import { yamlOf } from './manifest.js';
import { baseEnvironment, lagAutoscaler, scalesByCpu } from './scaling.js';
import { heading, kustomization, literalsOf, type RenderedManifest } from './files.js';

const overlays = 'deploy/kubernetes/overlays';

/** `overlays/<environment>/catalog`: a component with what the catalogue declares for the environment. */
export function renderOverlay(environment: EnvironmentName, catalog: RenderedCatalog): RenderedManifest[] {
  const folder = `${overlays}/${environment}/catalog`;
  const services = servicesOf(catalog);
  // KEDA does not run in the local cluster, so nothing scales by lag there.
  const scaled = services.filter((service) => environment !== 'local' || scalesByCpu(service));
  const patches = environment === baseEnvironment ? [] : scaled.map((service) => replicasPatch(service, environment));
  return [
    kustomization(folder, 'Component', {
      configMapGenerator: services
        .map((service) => ({
          name: service.name,
          behavior: 'merge',
          literals: literalsOf(settingsOf(service, environment)),
        }))
        .filter(({ literals }) => literals.length > 0),
      ...(patches.length > 0 ? { patches } : {}),
    }),
  ];
}

function settingsOf(service: Declared, environment: EnvironmentName): Record<string, string> {
  // In a cluster a stand-in is a pod, with the ports of a service.
  return settingsIn(environment, service, (server) => `http://${server}:${containerPorts.http}`);
}

function replicasPatch(service: Declared, environment: EnvironmentName) {
  const { name } = service;
  const { min, max } = service.deployment.replicas[environment];
  const values = scalesByCpu(service)
    ? { '/spec/minReplicas': min, '/spec/maxReplicas': max }
    : { '/spec/minReplicaCount': min, '/spec/maxReplicaCount': max, '/spec/fallback/replicas': max };
  return {
    target: { kind: scalesByCpu(service) ? 'HorizontalPodAutoscaler' : 'ScaledObject', name },
    patch: yamlOf({ resource: Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value })) }),
  };
}

const lagScaling = 'deploy/kubernetes/components/kafka-lag-scaling';

/** The component with which KEDA scales consumers. */
export function renderLagScaling(catalog: RenderedCatalog): RenderedManifest[] {
  const scaled = servicesOf(catalog).flatMap((service) => {
    const { scaleOn } = service.deployment;
    return 'waitingRecords' in scaleOn
      ? [{ name: service.name, manifest: lagAutoscaler(service, scaleOn.waitingRecords, catalog) }]
      : [];
  });
  return [
    kustomization(lagScaling, 'Component', {
      resources: ['trigger-authentication.yaml', ...scaled.map(({ name }) => `${name}.yaml`)],
    }),
    ...scaled.map(({ name, manifest }) => ({
      path: `${lagScaling}/${name}.yaml`,
      content: heading + yamlOf(manifest),
    })),
  ];
}
