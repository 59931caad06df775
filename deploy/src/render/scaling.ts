import { type EnvironmentName, topicsCarrying } from '@fairway/catalog';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { Declared, RenderedCatalog } from './declared.js';
import { labelsOf, selectorOf } from './labels.js';
import type { Manifest } from './manifest.js';

/** The base has the replicas of this environment; the other overlays patch them. */
export const baseEnvironment: EnvironmentName = 'production';

export function disruptionBudget({ name }: Declared): Manifest<IPodDisruptionBudget> {
  return {
    resource: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, labels: labelsOf(name) },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: selectorOf(name) },
    },
    reasons: {
      'spec.maxUnavailable': 'Not minAvailable: with one replica it would block every drain.',
      'spec.unhealthyPodEvictionPolicy': 'A pod that is not ready serves no request, so it must not hold up a drain.',
    },
  };
}

export function scalesByCpu({ deployment }: Declared): boolean {
  return 'cpuPercent' in deployment.scaleOn;
}

export function cpuAutoscaler({ name, deployment }: Declared, cpuPercent: number): Manifest<IHorizontalPodAutoscaler> {
  const { min, max } = deployment.replicas[baseEnvironment];
  return {
    resource: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: min,
        maxReplicas: max,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } },
          },
        ],
        behavior: {
          scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }] },
          scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
        },
      },
    },
    reasons: {
      'spec.metrics':
        'Percentage of the requested CPU. Memory is no measure: V8 returns little of it, so the service would never scale down.',
      'spec.behavior.scaleUp': 'Doubles at once: a spike does not wait.',
      'spec.behavior.scaleDown': 'One pod a minute: the spike may return, and every pod that stops must drain first.',
    },
  };
}

/** Scales by the records that wait in the topics: KEDA turns it into an autoscaler. */
export function lagAutoscaler(
  { name, deployment, consumes }: Declared,
  waitingRecords: number,
  { topics }: RenderedCatalog,
): Manifest<IScaledObject> {
  const { min, max } = deployment.replicas[baseEnvironment];
  return {
    resource: {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        scaleTargetRef: { name },
        minReplicaCount: min,
        maxReplicaCount: max,
        pollingInterval: 15,
        fallback: { failureThreshold: 3, replicas: max },
        triggers: topicsCarrying(consumes, topics).map((topic) => ({
          type: 'kafka',
          authenticationRef: { name: 'kafka' },
          metadata: {
            bootstrapServersFromEnv: 'KAFKA_BROKERS',
            tls: 'enable',
            sasl: 'oauthbearer',
            saslTokenProvider: 'aws_msk_iam',
            awsRegion: '${target.region}',
            consumerGroup: name,
            topic,
            lagThreshold: String(waitingRecords),
            offsetResetPolicy: 'earliest',
          },
        })),
      },
    },
    reasons: {
      'spec.pollingInterval': 'Half of the default: at 200 orders a second, 3,000 records arrive in 15 s.',
      'spec.fallback': 'While the lag cannot be read, too many consumers are better than too few.',
      'spec.triggers': 'One for each topic that it consumes; the one that asks for most replicas decides.',
      'spec.triggers.0.metadata.sasl': 'The IAM authentication of MSK, as the role of KEDA.',
      'spec.triggers.0.metadata.offsetResetPolicy': 'As our consumers: a new group starts with the oldest record.',
    },
  };
}
