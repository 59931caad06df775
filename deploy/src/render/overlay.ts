import {
  containerPorts,
  type EnvironmentName,
  type ServiceName,
  serviceNames,
  services,
  settingsIn,
} from '@fairway/catalog';
import { yamlOf } from './manifest.js';
import { baseEnvironment, lagAutoscaler, scalesByCpu } from './scaling.js';
import { heading, kustomization, literalsOf, type RenderedManifest } from './files.js';

const overlays = 'deploy/kubernetes/overlays';

/** `overlays/<environment>/catalog`: a component with what the catalogue declares for the environment. */
export function renderOverlay(environment: EnvironmentName): RenderedManifest[] {
  const folder = `${overlays}/${environment}/catalog`;
  const patches = environment === baseEnvironment ? [] : serviceNames.map((name) => replicasPatch(name, environment));
  return [
    kustomization(folder, 'Component', {
      configMapGenerator: serviceNames
        .map((name) => ({ name, behavior: 'merge', literals: literalsOf(settingsOf(name, environment)) }))
        .filter(({ literals }) => literals.length > 0),
      ...(patches.length > 0 ? { patches } : {}),
    }),
  ];
}

function settingsOf(name: ServiceName, environment: EnvironmentName): Record<string, string> {
  // In a cluster a stand-in is a pod, with the ports of a service.
  return settingsIn(environment, services[name], (server) => `http://${server}:${containerPorts.http}`);
}

function replicasPatch(name: ServiceName, environment: EnvironmentName) {
  const { min, max } = services[name].deployment.replicas[environment];
  const values = scalesByCpu(name)
    ? { '/spec/minReplicas': min, '/spec/maxReplicas': max }
    : { '/spec/minReplicaCount': min, '/spec/maxReplicaCount': max, '/spec/fallback/replicas': max };
  return {
    target: { kind: scalesByCpu(name) ? 'HorizontalPodAutoscaler' : 'ScaledObject', name },
    patch: yamlOf({ resource: Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value })) }),
  };
}

const lagScaling = 'deploy/kubernetes/components/kafka-lag-scaling';

/** The component with which KEDA scales consumers. */
export function renderLagScaling(): RenderedManifest[] {
  const scaled = serviceNames.flatMap((name) => {
    const { scaleOn } = services[name].deployment;
    return 'waitingRecords' in scaleOn ? [{ name, manifest: lagAutoscaler(name, scaleOn.waitingRecords) }] : [];
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
