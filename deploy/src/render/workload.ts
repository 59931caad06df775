import { containerPorts, nodeArguments, usesKafka } from '@fairway/catalog';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IContainer, IPodSpec, ITopologySpreadConstraint } from 'kubernetes-models/v1';
import type { Declared, RenderedCatalog } from './declared.js';
import { capacityLabel, labelsOf, migrationLabel, podLabelsOf, reach, selectorOf } from './labels.js';
import type { Manifest } from './manifest.js';
import { shutdownOf } from './shutdown.js';

/** The user of the images. A number, because Kubernetes cannot tell whether a name is root. */
const userId = 65_532;

/** Paths in an image; its working directory is the folder of the app. */
const programs = { main: 'dist/src/main.js', migrate: 'dist/src/migrate.js' };

/** Name of the ConfigMap that says where Kafka is; each environment has its own. */
const kafkaSettings = 'kafka';

export function deployment(service: Declared, catalog: RenderedCatalog): Manifest<IDeployment> {
  const { name, kind } = service;
  const { preStopSeconds, terminationGracePeriodSeconds } = shutdownOf(kind);
  const labels = podLabelsOf(service, catalog);
  const pod = 'spec.template.spec';
  return {
    resource: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: { ...labels, [capacityLabel]: service.deployment.capacity } },
      spec: {
        revisionHistoryLimit: 5,
        progressDeadlineSeconds: 180,
        minReadySeconds: 5,
        strategy: { rollingUpdate: { maxUnavailable: 0 } },
        selector: selectorOf(name),
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            ...podRules(),
            terminationGracePeriodSeconds,
            topologySpreadConstraints: [
              spread(name, 'topology.kubernetes.io/zone', 'DoNotSchedule'),
              spread(name, 'kubernetes.io/hostname', 'ScheduleAnyway'),
            ],
            containers: [
              {
                ...container(service, programs.main),
                ports: [
                  { name: 'http', containerPort: containerPorts.http },
                  { name: 'management', containerPort: containerPorts.management },
                ],
                startupProbe: { ...probe('startup'), periodSeconds: 1, failureThreshold: 90 },
                readinessProbe: { ...probe('ready'), periodSeconds: 5, failureThreshold: 2 },
                livenessProbe: { ...probe('live'), failureThreshold: 6 },
                lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } },
              },
            ],
          },
        },
      },
    },
    reasons: {
      'spec.revisionHistoryLimit':
        'Each revision is a ReplicaSet that the API server keeps; releases are recorded elsewhere.',
      'spec.progressDeadlineSeconds': 'A rollout without progress for this long has failed; the old pods keep serving.',
      'spec.minReadySeconds': 'A pod that crashes on its first requests does not count as available.',
      'spec.strategy.rollingUpdate.maxUnavailable': 'An old pod stops only after a new one is ready.',
      [`${pod}.terminationGracePeriodSeconds`]:
        'preStop, the drain (SHUTDOWN_GRACE_MS) and a margin. AWS ends a spot node 120 s after its notice.',
      [`${pod}.containers.0.startupProbe`]:
        'The other probes begin after it has passed. A start may wait for its database and Kafka.',
      [`${pod}.containers.0.readinessProbe`]: 'Should it get requests? Only while its database and Kafka answer.',
      [`${pod}.containers.0.livenessProbe`]:
        'Must it be restarted? Only if the process has not answered for a minute. It asks no dependency.',
      [`${pod}.containers.0.lifecycle`]: 'Gives callers time to stop sending requests here. SIGTERM follows.',
      ...podReasons(pod),
    },
  };
}

/** Applies the migrations of the image. It completes before the Deployment of the same release changes. */
export function migration(service: Declared): Manifest<IJob> {
  const name = `${service.name}-migration`;
  const labels = { ...labelsOf(name), [reach.database]: 'true' };
  const pod = 'spec.template.spec';
  return {
    resource: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels: { ...labels, [migrationLabel.name]: migrationLabel.value } },
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: 600,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: service.name,
            ...podRules(),
            restartPolicy: 'Never',
            containers: [container(service, programs.migrate)],
          },
        },
      },
    },
    reasons: {
      'spec.backoffLimit':
        'Each migration is one transaction, so a retry continues with the first that has not been applied.',
      'spec.activeDeadlineSeconds': 'A migration that waits longer for a lock holds up the release.',
      'spec.ttlSecondsAfterFinished': 'Keeps its log for a day.',
      [`${pod}.restartPolicy`]: 'Each try is a pod of its own, so the logs of failed tries remain.',
      ...podReasons(pod),
    },
  };
}

/** What Pod Security `restricted` asks of a pod, and a place for temporary files. */
export function podRules() {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }],
  } satisfies Partial<IPodSpec>;
}

export function podReasons(pod: string): Record<string, string> {
  return {
    [`${pod}.automountServiceAccountToken`]: 'No service calls the Kubernetes API. AWS mounts its own token.',
    [`${pod}.enableServiceLinks`]: 'Variables such as ORDER_SERVICE_PORT would mix with the settings.',
    [`${pod}.volumes`]: 'The root file system is read-only, but libraries expect a folder for temporary files.',
    [`${pod}.containers.0.image`]: '`./fairway deploy` replaces the name by registry, repository and digest.',
    [`${pod}.containers.0.resources`]:
      'No CPU limit: a pod may use an idle core, and throttling would slow every request. The memory limit equals the request, so that pods cannot exhaust a node.',
  };
}

function container(service: Declared, program: string): IContainer {
  const { name, deployment: placing } = service;
  const { cpuMillis, memoryMb } = placing;
  return {
    name,
    image: name,
    args: [...nodeArguments(service), program],
    envFrom: [
      { configMapRef: { name } },
      ...(usesKafka(service) ? [{ configMapRef: { name: kafkaSettings } }] : []),
      ...(hasSecrets(service) ? [{ secretRef: { name } }] : []),
    ],
    resources: { requests: { cpu: `${cpuMillis}m`, memory: `${memoryMb}Mi` }, limits: { memory: `${memoryMb}Mi` } },
    ...containerRules(),
  };
}

/** What Pod Security `restricted` asks of a container. */
export function containerRules() {
  return {
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  } satisfies Partial<IContainer>;
}

export function hasSecrets({ database, secrets }: Declared): boolean {
  return database !== null || secrets.length > 0;
}

function probe(state: 'startup' | 'ready' | 'live') {
  return { httpGet: { path: `/health/${state}`, port: 'management' }, timeoutSeconds: 3 };
}

function spread(service: string, topologyKey: string, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway') {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable,
    // Counts the pods of one release only, because the old pods of a rollout are about to go.
    matchLabelKeys: ['pod-template-hash'],
    labelSelector: selectorOf(service),
    nodeTaintsPolicy: 'Honor',
  } satisfies ITopologySpreadConstraint;
}
