import { isMap, isScalar, isSeq, parseAllDocuments, type Pair, type Scalar, type YAMLMap } from 'yaml';

/** Of a pod, as the API reference of Kubernetes 1.36 gives them. `*` is any item of a list. */
const ofPods = {
  automountServiceAccountToken: true,
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  hostIPC: false,
  hostNetwork: false,
  hostPID: false,
  preemptionPolicy: 'PreemptLowerPriority',
  schedulerName: 'default-scheduler',
  shareProcessNamespace: false,
  terminationGracePeriodSeconds: 30,
  'securityContext.fsGroupChangePolicy': 'Always',
  'tolerations.*.operator': 'Equal',
  'topologySpreadConstraints.*.minDomains': 1,
  'topologySpreadConstraints.*.nodeAffinityPolicy': 'Honor',
  'topologySpreadConstraints.*.nodeTaintsPolicy': 'Ignore',
  'volumes.*.configMap.defaultMode': 420,
  'volumes.*.configMap.optional': false,
  'volumes.*.secret.defaultMode': 420,
  'volumes.*.secret.optional': false,
  'containers.*.imagePullPolicy': 'IfNotPresent',
  'containers.*.ports.*.protocol': 'TCP',
  'containers.*.securityContext.allowPrivilegeEscalation': true,
  'containers.*.securityContext.privileged': false,
  'containers.*.securityContext.procMount': 'Default',
  'containers.*.securityContext.readOnlyRootFilesystem': false,
  'containers.*.stdin': false,
  'containers.*.terminationMessagePath': '/dev/termination-log',
  'containers.*.terminationMessagePolicy': 'File',
  'containers.*.tty': false,
  'containers.*.volumeMounts.*.mountPropagation': 'None',
  'containers.*.volumeMounts.*.readOnly': false,
  ...Object.fromEntries(
    ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => [
      [`containers.*.${probe}.failureThreshold`, 3],
      [`containers.*.${probe}.httpGet.scheme`, 'HTTP'],
      [`containers.*.${probe}.initialDelaySeconds`, 0],
      [`containers.*.${probe}.periodSeconds`, 10],
      [`containers.*.${probe}.successThreshold`, 1],
      [`containers.*.${probe}.timeoutSeconds`, 1],
    ]),
  ),
};

const inTemplate = Object.fromEntries(Object.entries(ofPods).map(([path, value]) => [`template.spec.${path}`, value]));

/** Of the fields of `spec`, by kind. */
const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Deployment: {
    ...inTemplate,
    'template.spec.restartPolicy': 'Always',
    minReadySeconds: 0,
    paused: false,
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    'strategy.type': 'RollingUpdate',
    'strategy.rollingUpdate.maxSurge': '25%',
    'strategy.rollingUpdate.maxUnavailable': '25%',
  },
  StatefulSet: {
    ...inTemplate,
    'template.spec.restartPolicy': 'Always',
    minReadySeconds: 0,
    'persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
    'persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    'updateStrategy.type': 'RollingUpdate',
    'volumeClaimTemplates.*.spec.volumeMode': 'Filesystem',
  },
  Job: {
    ...inTemplate,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    completions: 1,
    manualSelector: false,
    parallelism: 1,
    suspend: false,
  },
  Service: {
    internalTrafficPolicy: 'Cluster',
    ipFamilyPolicy: 'SingleStack',
    'ports.*.protocol': 'TCP',
    publishNotReadyAddresses: false,
    sessionAffinity: 'None',
    type: 'ClusterIP',
  },
  NetworkPolicy: { 'egress.*.ports.*.protocol': 'TCP', 'ingress.*.ports.*.protocol': 'TCP' },
  PodDisruptionBudget: { unhealthyPodEvictionPolicy: 'IfHealthyBudget' },
  HorizontalPodAutoscaler: {
    minReplicas: 1,
    'behavior.scaleDown.selectPolicy': 'Max',
    'behavior.scaleDown.stabilizationWindowSeconds': 300,
    'behavior.scaleUp.selectPolicy': 'Max',
    'behavior.scaleUp.stabilizationWindowSeconds': 0,
  },
  ScaledObject: {
    cooldownPeriod: 300,
    maxReplicaCount: 100,
    minReplicaCount: 0,
    pollingInterval: 30,
    'fallback.behavior': 'static',
    'scaleTargetRef.apiVersion': 'apps/v1',
    'scaleTargetRef.kind': 'Deployment',
    'triggers.*.metadata.offsetResetPolicy': 'latest',
    'triggers.*.metadata.tls': 'disable',
  },
  ExternalSecret: {
    refreshInterval: '1h0m0s',
    refreshPolicy: 'Periodic',
    'secretStoreRef.kind': 'SecretStore',
    'target.creationPolicy': 'Owner',
    'target.deletionPolicy': 'Retain',
  },
  PodMonitor: { 'podMetricsEndpoints.*.path': '/metrics', 'podMetricsEndpoints.*.scheme': 'http' },
};

/** Fields of manifests that say what Kubernetes would do without them, and have no comment that says why. */
export function repeatedDefaults(yaml: string): string[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    const kind = document.get('kind');
    const spec = document.get('spec');
    const ofKind = defaults[String(kind)];
    if (ofKind === undefined || !isMap(spec)) return [];
    return fieldsOf(spec, '').flatMap(({ path, value, hasReason }) =>
      !hasReason && path in ofKind && ofKind[path] === value ? [`${String(kind)} spec.${path}: ${String(value)}`] : [],
    );
  });
}

interface Field {
  readonly path: string;
  readonly value: unknown;
  readonly hasReason: boolean;
}

function fieldsOf(node: unknown, path: string): Field[] {
  if (isSeq(node)) return node.items.flatMap((item) => fieldsOf(item, `${path}*.`));
  if (!isMap(node)) return [];
  return (node.items as Pair<Scalar, unknown>[]).flatMap((pair, index) => {
    const here = `${path}${String(pair.key.value)}`;
    if (!isScalar(pair.value)) return fieldsOf(pair.value, `${here}.`);
    return [{ path: here, value: pair.value.value, hasReason: hasComment(pair.key, pair.value, node, index) }];
  });
}

/** The parser gives a comment above the first field to the map. */
function hasComment(key: Scalar, value: Scalar, map: YAMLMap, index: number): boolean {
  return Boolean(key.commentBefore ?? value.comment ?? (index === 0 ? map.commentBefore : undefined));
}
