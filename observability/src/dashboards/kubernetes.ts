import * as units from '@grafana/grafana-foundation-sdk/units';
import type { WatchedService } from '../rules/watched-service.js';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';

function now(names: string) {
  return [
    stat({
      title: 'Pods',
      description: 'Available pods of all services.',
      unit: units.Number,
      queries: { available: `sum(kube_deployment_status_replicas_available{deployment=~"${names}"})` },
    }),
    stat({
      title: 'Missing pods',
      description: 'Pods that services should have but do not: unschedulable, not ready, or a rollout is stuck.',
      unit: units.Number,
      queries: {
        missing: `sum(kube_deployment_spec_replicas{deployment=~"${names}"} - kube_deployment_status_replicas_available{deployment=~"${names}"})`,
      },
      limit: { value: 1, redWhen: 'above', alert: 'ReplicasMissing' },
    }),
    stat({
      title: 'Crashing containers',
      description: 'Containers that were started again three times in 20 minutes.',
      unit: units.Number,
      queries: {
        containers: 'count(increase(kube_pod_container_status_restarts_total[20m]) > 2.5) or vector(0)',
      },
      limit: { value: 1, redWhen: 'above', alert: 'PodCrashLooping' },
    }),
    stat({
      title: 'Nodes ready',
      description: 'Share of the nodes that are ready.',
      unit: units.PercentUnit,
      queries: { ready: 'avg(kube_node_status_condition{condition="Ready",status="true"})' },
      limit: limitOf('NodeNotReady'),
    }),
  ];
}

function pods(names: string) {
  const ours = `container=~"${names}"`;
  const byPod = 'sum by (container, pod)';
  return [
    timeSeries({
      title: 'Pods by service',
      description: 'Available pods of each service.',
      unit: units.Number,
      queries: {
        '{{deployment}}': `sum by (deployment) (kube_deployment_status_replicas_available{deployment=~"${names}"})`,
      },
    }),
    timeSeries({
      title: 'Pods by phase',
      description: 'Pods of all namespaces. Pending ones have no node yet.',
      unit: units.Number,
      queries: { '{{phase}}': 'sum by (phase) (kube_pod_status_phase)' },
    }),
    timeSeries({
      title: 'Restarts',
      description: 'Restarts of containers in 15 minutes.',
      unit: units.Number,
      queries: {
        '{{container}}': `sum by (container) (increase(kube_pod_container_status_restarts_total{${ours}}[15m]))`,
      },
    }),
    timeSeries({
      title: 'CPU',
      description: 'Processors that each pod keeps busy.',
      unit: units.Number,
      queries: { '{{pod}}': `${byPod} (rate(container_cpu_usage_seconds_total{${ours}}[$__rate_interval]))` },
    }),
    timeSeries({
      title: 'CPU of its request',
      description: 'Share of what the pod asked for. The autoscaler of most services keeps the average near 70 %.',
      unit: units.PercentUnit,
      queries: {
        '{{pod}}': `${byPod} (rate(container_cpu_usage_seconds_total{${ours}}[$__rate_interval])) / ${byPod} (kube_pod_container_resource_requests{resource="cpu",${ours}})`,
      },
    }),
    timeSeries({
      title: 'Memory of its limit',
      description: 'Share of the memory that the container may use. At the limit the kernel kills it.',
      unit: units.PercentUnit,
      queries: {
        '{{pod}}': `${byPod} (container_memory_working_set_bytes{${ours}}) / ${byPod} (kube_pod_container_resource_limits{resource="memory",${ours}})`,
      },
      limit: limitOf('MemoryNearLimit'),
    }),
  ];
}

const autoscaling = [
  timeSeries({
    title: 'Replicas',
    description: 'Pods that each autoscaler has.',
    unit: units.Number,
    queries: {
      '{{horizontalpodautoscaler}}':
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas)',
    },
    width: 12,
  }),
  timeSeries({
    title: 'Use of the range',
    description: 'Share of the most pods that an autoscaler may start. At 100 % more load makes the service slower.',
    unit: units.PercentUnit,
    queries: {
      '{{horizontalpodautoscaler}}':
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas / kube_horizontalpodautoscaler_spec_max_replicas)',
    },
    limit: { value: 1, redWhen: 'above', alert: 'AutoscalerAtMaximum' },
    width: 12,
  }),
];

const nodes = [
  timeSeries({
    title: 'CPU',
    description: 'Share of the time in which the processors of a node are busy.',
    unit: units.PercentUnit,
    queries: {
      '{{instance}}': '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
    },
    max: 1,
  }),
  timeSeries({
    title: 'Memory',
    description: 'Share of the memory of a node that is in use.',
    unit: units.PercentUnit,
    queries: {
      '{{instance}}': '1 - min by (instance) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)',
    },
    max: 1,
  }),
  timeSeries({
    title: 'Free disk',
    description: 'Share of the disk of a node that is free. Below a tenth the kubelet evicts pods.',
    unit: units.PercentUnit,
    queries: {
      '{{instance}}':
        'min by (instance) (node_filesystem_avail_bytes{service!="kafka",mountpoint="/"} / node_filesystem_size_bytes{service!="kafka",mountpoint="/"})',
    },
    limit: limitOf('NodeDiskNearlyFull'),
  }),
  timeSeries({
    title: 'Nodes',
    description: '1 while a node is ready.',
    unit: units.Number,
    queries: { '{{node}}': 'max by (node) (kube_node_status_condition{condition="Ready",status="true"})' },
    limit: limitOf('NodeNotReady'),
    width: 12,
  }),
  timeSeries({
    title: 'Free space of volumes',
    description: 'Share of each volume that is free.',
    unit: units.PercentUnit,
    queries: {
      '{{namespace}}/{{persistentvolumeclaim}}':
        'min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes)',
    },
    limit: limitOf('VolumeNearlyFull'),
    width: 12,
  }),
];

/** From kube-state-metrics, kubelets and node-exporter; the local run has none of them. */
export function kubernetes(services: readonly WatchedService[]) {
  // A container, a Deployment and an autoscaler have the name of their service.
  const names = services.map(({ name }) => name).join('|');
  return dashboard({
    name: 'kubernetes',
    title: 'Kubernetes',
    description: 'The pods of the services and the nodes that they run on.',
    sections: {
      Now: now(names),
      Pods: pods(names),
      Autoscaling: autoscaling,
      Nodes: nodes,
    },
  });
}
