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
  const patches = scaled.flatMap((service) => replicasPatch(service, environment));
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

/** What differs from the base. */
function replicasPatch(service: Declared, environment: EnvironmentName) {
  const { name } = service;
  const { replicas } = service.deployment;
  const bounds = {
    min: scalesByCpu(service) ? ['/spec/minReplicas'] : ['/spec/minReplicaCount'],
    max: scalesByCpu(service) ? ['/spec/maxReplicas'] : ['/spec/maxReplicaCount', '/spec/fallback/replicas'],
  };
  const changes = (['min', 'max'] as const)
    .filter((bound) => replicas[environment][bound] !== replicas[baseEnvironment][bound])
    .flatMap((bound) => bounds[bound].map((path) => ({ op: 'replace', path, value: replicas[environment][bound] })));
  if (changes.length === 0) return [];
  const kind = scalesByCpu(service) ? 'HorizontalPodAutoscaler' : 'ScaledObject';
  return [{ target: { kind, name }, patch: yamlOf({ resource: changes }) }];
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
