import { bucketVariables, type Catalog, derivedNames, type Service, usesKafka } from '@fairway/catalog';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { IContainer, IPodSpec, IService } from 'kubernetes-models/v1';
import type { Overlay } from './overlay.js';

/** Between the drain and SIGKILL, for the kubelet and the container runtime. */
const marginSeconds = 5;

/** What is wrong with the resources of a service, as sentences; none when they conform. */
export function serviceMistakes(overlay: Overlay, { services }: Catalog, name: string, environment: string): string[] {
  const service = services[name];
  const deployment = overlay.one<IDeployment>('Deployment', name);
  const pod = deployment.spec?.template.spec;
  const container = pod?.containers[0];
  if (service === undefined || pod === undefined || container === undefined) return ['has no container'];
  return [
    ...selectorMistakes(overlay, name, deployment.spec?.selector.matchLabels),
    ...replicaMistakes(overlay, name, service.deployment.replicas[environment] ?? { min: 0, max: 0 }),
    ...shutdownMistakes(overlay, service, pod, container),
    ...probeMistakes(container),
    ...monitoringMistakes(overlay.one<IPodMonitor>('PodMonitor', name), name),
    ...variableMistakes(overlay, service, [...derivedNames(service), ...bucketVariables(name, services)], container),
    ...(pod.serviceAccountName === name ? [] : ['its ServiceAccount is not the one that its role in AWS trusts']),
    ...(deployment.spec?.strategy?.rollingUpdate?.maxUnavailable === 0
      ? []
      : ['a rollout stops pods before new ones serve']),
    ...placementMistakes(service, pod),
    ...(service.database === null ||
    pod.volumes?.some(({ configMap }) => configMap?.name?.startsWith('database-authorities'))
      ? []
      : ['it has no file with the authorities of the database, which DATABASE_URL names']),
    ...(pod.topologySpreadConstraints?.some(
      ({ topologyKey, labelSelector }) =>
        topologyKey === 'topology.kubernetes.io/zone' && same(overlay.selected(labelSelector?.matchLabels), [name]),
    )
      ? []
      : ['its pods are not spread over zones']),
  ];
}

/** Terraform labels the nodes of both kinds, and taints those of spot. */
function placementMistakes({ deployment }: Service, { nodeSelector, tolerations = [], affinity }: IPodSpec): string[] {
  const isRight =
    deployment.capacity === 'spot'
      ? tolerations.some(({ key }) => key === 'spot') && affinity?.nodeAffinity !== undefined
      : nodeSelector?.['capacity-type'] === 'on-demand' && tolerations.length === 0;
  return isRight ? [] : ['it does not run on the nodes that the catalogue declares'];
}

function selectorMistakes(overlay: Overlay, name: string, ofDeployment: Record<string, string> | undefined): string[] {
  const selectors = {
    Deployment: ofDeployment,
    Service: overlay.one<IService>('Service', name).spec?.selector,
    PodDisruptionBudget: overlay.one<IPodDisruptionBudget>('PodDisruptionBudget', name).spec?.selector?.matchLabels,
    PodMonitor: overlay.one<IPodMonitor>('PodMonitor', name).spec.selector.matchLabels,
  };
  return Object.entries(selectors)
    .filter(([, labels]) => !same(overlay.selected(labels), [name]))
    .map(([kind]) => `its ${kind} does not select its pods, or selects others`);
}

/** Every rule about a service names it by this label. */
function monitoringMistakes({ spec }: IPodMonitor, name: string): string[] {
  return (spec.podMetricsEndpoints ?? [])
    .filter(
      ({ relabelings = [] }) =>
        relabelings.findLast(({ targetLabel }) => targetLabel === 'service')?.replacement !== name,
    )
    .map(({ port }) => `its series from port ${port} lack the label service="${name}", so none of its alerts can fire`);
}

/** One of the two scales it. */
function replicaMistakes(overlay: Overlay, name: string, declared: { min: number; max: number }): string[] {
  const ofAutoscalers = [
    ...overlay.all<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler'),
    ...overlay.all<IScaledObject>('ScaledObject'),
  ]
    .filter(({ spec }) => spec?.scaleTargetRef.name === name)
    .map(({ spec }) =>
      spec !== undefined && 'maxReplicas' in spec
        ? { min: spec.minReplicas, max: spec.maxReplicas }
        : { min: spec?.minReplicaCount, max: spec?.maxReplicaCount },
    );
  const { minAvailable, maxUnavailable } = overlay.one<IPodDisruptionBudget>('PodDisruptionBudget', name).spec ?? {};
  const permitsDrain = minAvailable === undefined ? Number(maxUnavailable) >= 1 : Number(minAvailable) < declared.min;
  return [
    ...(same(ofAutoscalers, [declared]) ? [] : ['its autoscaler does not have the replicas of the catalogue']),
    ...(permitsDrain ? [] : ['its budget blocks the drain of a node when it has its fewest replicas']),
  ];
}

function shutdownMistakes(overlay: Overlay, { kind }: Service, pod: IPodSpec, container: IContainer): string[] {
  const preStop = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const drain = Number(overlay.settings(settingsNameOf(container))['SHUTDOWN_GRACE_MS']) / 1000;
  const attributes = overlay
    .all<{ metadata: { annotations?: Record<string, string> } }>('Ingress')
    .map(({ metadata }) => metadata.annotations?.['alb.ingress.kubernetes.io/target-group-attributes'] ?? '');
  const deregistration = /deregistration_delay\.timeout_seconds=(\d+)/.exec(attributes.join())?.[1];
  return [
    ...(pod.terminationGracePeriodSeconds === preStop + drain + marginSeconds
      ? []
      : ['terminationGracePeriodSeconds is not preStop, SHUTDOWN_GRACE_MS and a margin of 5 s']),
    ...(kind !== 'edge' || attributes.length === 0 || Number(deregistration) === preStop + drain
      ? []
      : ['the load balancer does not wait for preStop and SHUTDOWN_GRACE_MS']),
  ];
}

/** The paths that service-kit serves. */
const paths = {
  startupProbe: '/health/startup',
  readinessProbe: '/health/ready',
  livenessProbe: '/health/live',
} as const;

function probeMistakes(container: IContainer): string[] {
  return Object.entries(paths).flatMap(([probe, path]) => {
    const { httpGet } = container[probe as keyof typeof paths] ?? {};
    return httpGet?.path === path && httpGet.port === 'management' ? [] : [`its ${probe} does not ask ${path}`];
  });
}

function variableMistakes(
  overlay: Overlay,
  service: Service,
  derived: readonly string[],
  container: IContainer,
): string[] {
  const given = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => {
    if (configMapRef?.name !== undefined) return Object.keys(overlay.settings(configMapRef.name));
    const secret = overlay
      .all<{ spec: { data: { secretKey: string }[] } }>('ExternalSecret')
      .find(({ metadata }) => metadata.name === secretRef?.name);
    return (secret?.spec.data ?? []).map(({ secretKey }) => secretKey);
  });
  const wanted = [
    ...derived,
    ...Object.keys(service.settings),
    ...service.secrets,
    'SHUTDOWN_GRACE_MS',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    ...(usesKafka(service) ? ['KAFKA_MSK_IAM_REGION'] : []),
  ];
  return [
    ...wanted.filter((variable) => !given.includes(variable)).map((variable) => `has no ${variable}`),
    ...given.filter((variable) => !wanted.includes(variable)).map((variable) => `has an unknown ${variable}`),
  ];
}

function settingsNameOf({ envFrom = [] }: IContainer): string {
  return envFrom[0]?.configMapRef?.name ?? '';
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
