import type { RuleGroup } from './rule.js';

// Of a container's name, which is its service's.
const asService = (expression: string) => `label_replace(${expression}, "service", "$1", "container", "(.+)")`;

/** From kube-state-metrics, kubelets and node-exporter; the local run has none of them. */
export const kubernetesAlerts: RuleGroup = {
  name: 'kubernetes',
  purpose: 'What Kubernetes cannot put right by itself.',
  rules: [
    {
      alert: 'PodCrashLooping',
      // Not the reason CrashLoopBackOff: Kubernetes 1.37 has it for a second at the end of each pause, and a scrape misses that.
      // With the longest pause, five minutes, there are three starts in 20.
      expr: asService(
        'max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total[20m])) > 2.5',
      ),
      for: '0s',
      severity: 'ticket',
      summary: '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} crashes again and again',
      description: 'Kubernetes waits longer before each start, up to five minutes.',
    },
    {
      alert: 'MemoryNearLimit',
      expr: asService(
        'max by (namespace, pod, container) (container_memory_working_set_bytes{container!=""}) / max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"}) > 0.9',
      ),
      for: '5m',
      severity: 'ticket',
      summary: '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} is near its memory limit',
      description: '{{ $value | humanizePercentage }} are used. At the limit the kernel kills it.',
    },
    {
      alert: 'ReplicasMissing',
      expr: 'kube_deployment_status_replicas_available < kube_deployment_spec_replicas',
      for: '15m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: '{{ $labels.namespace }}/{{ $labels.deployment }} has fewer pods than it needs',
      description: 'Only {{ $value }} are available. Pods are unschedulable, not ready, or a rollout is stuck.',
    },
    {
      alert: 'AutoscalerAtMaximum',
      expr: 'kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas and kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas',
      for: '15m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: '{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} cannot add more pods',
      description:
        'It has had its {{ $value }} pods, the maximum of the catalogue, for 15 minutes. More load makes it slower.',
    },
    {
      alert: 'DrainBlocked',
      expr: 'kube_poddisruptionbudget_status_pod_disruptions_allowed == 0 and kube_poddisruptionbudget_status_expected_pods > 0',
      for: '30m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: '{{ $labels.namespace }}/{{ $labels.poddisruptionbudget }} lets no pod go',
      description: 'A node with one of its pods can be neither drained nor replaced.',
    },
    {
      alert: 'JobFailed',
      expr: 'max by (namespace, job_name) (kube_job_status_failed{reason!=""}) > 0',
      for: '0s',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The Job {{ $labels.namespace }}/{{ $labels.job_name }} has failed',
      description: 'A migration that fails stops its deployment; the old version goes on.',
    },
    {
      alert: 'NodeNotReady',
      expr: 'max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0',
      for: '5m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The node {{ $labels.node }} is not ready',
      description: 'Its pods are replaced elsewhere if there is room.',
    },
    {
      alert: 'NodeDiskNearlyFull',
      expr: 'min by (instance) (node_filesystem_avail_bytes{service!="kafka",mountpoint="/"} / node_filesystem_size_bytes{service!="kafka",mountpoint="/"}) < 0.15',
      for: '15m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The disk of the node {{ $labels.instance }} is nearly full',
      description: '{{ $value | humanizePercentage }} are free. Below a tenth the kubelet evicts pods.',
    },
    {
      alert: 'VolumeNearlyFull',
      expr: 'min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes) < 0.15',
      for: '15m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is nearly full',
      description: '{{ $value | humanizePercentage }} are free.',
    },
    {
      alert: 'SecretNotSynchronised',
      expr: 'max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1',
      for: '15m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The secret {{ $labels.namespace }}/{{ $labels.name }} does not follow AWS',
      description: 'External Secrets cannot read it. Pods keep the old value; a new pod may not start.',
    },
    {
      alert: 'BackupMissing',
      expr: 'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > 26h',
      for: '10m',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The schedule {{ $labels.schedule }} has made no backup for {{ $value | humanizeDuration }}',
      description: 'It makes one every day. Databases have backups of their own.',
    },
    {
      alert: 'CertificateExpiring',
      expr: 'min by (instance) (probe_ssl_earliest_cert_expiry) - time() < 14d',
      for: '1h',
      severity: 'ticket',
      service: 'kubernetes',
      summary: 'The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}',
      description: 'ACM renews it 60 days before; a missing DNS record stops that.',
    },
  ],
};
