import { serviceNames, services } from '@fairway/catalog';
import { type AlertCase, threshold } from '../support/alert-cases.js';

const mebibyte = 1024 * 1024;
const minute = 60;
const hour = 60 * minute;
const steady = (value: number) => `${value}x500`;
const gauge = (series: string) => (value: number) => ({ [series]: steady(value) });

/** Alerts on a figure that stays bad for some time. */
export const thresholdCases: readonly AlertCase[] = [
  ...serviceNames.map((service) =>
    threshold({
      alert: 'ServiceDown',
      severity: 'page',
      labels: { service },
      series: (down) => ({
        ...Object.fromEntries(
          serviceNames.map((other) => [
            `up{service="${other}",instance="a"}`,
            steady(other === service && down === 1 ? 0 : 1),
          ]),
        ),
        // One of two is enough.
        [`up{service="${service}",instance="b"}`]: steady(0),
      }),
      bad: 1,
      good: 0,
      holdsSeconds: minute,
      absent: 'fires',
    }),
  ),
  threshold({
    alert: 'DependencyUnreachable',
    severity: 'ticket',
    labels: { service: 's', check: 'postgresql' },
    series: (value) => ({
      'health_check_up{service="s",check="postgresql",instance="a"}': steady(value),
      'health_check_up{service="s",check="postgresql",instance="b"}': steady(1),
    }),
    bad: 0,
    good: 1,
    holdsSeconds: 2 * minute,
  }),
  threshold({
    alert: 'PeerCircuitOpen',
    severity: 'ticket',
    labels: { service: 's', peer: 'p' },
    series: gauge('circuit_breaker_open{service="s",peer="p",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'EventLoopBlocked',
    severity: 'ticket',
    labels: { service: 's' },
    series: gauge('nodejs_eventloop_lag_p99_seconds{service="s",instance="a"}'),
    bad: 0.26,
    good: 0.24,
    holdsSeconds: 5 * minute,
  }),
  ...serviceNames.map((service) =>
    threshold({
      alert: 'HeapNearLimit',
      severity: 'ticket',
      labels: { service },
      series: gauge(`nodejs_heap_size_used_bytes{service="${service}",instance="a"}`),
      bad: 0.91 * services[service].heapMb * mebibyte,
      good: 0.89 * services[service].heapMb * mebibyte,
      holdsSeconds: 5 * minute,
    }),
  ),
  threshold({
    alert: 'DatabasePoolExhausted',
    severity: 'ticket',
    labels: { service: 's' },
    series: gauge('db_pool_waiting_requests{service="s",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'OutboxStuck',
    severity: 'page',
    labels: { service: 's' },
    series: gauge('outbox_oldest_seconds{service="s",instance="a"}'),
    bad: 61,
    good: 60,
    holdsSeconds: minute,
  }),
  threshold({
    alert: 'ConsumerLagging',
    severity: 'page',
    labels: { service: 's', topic: 't' },
    series: gauge('consumer_lag_seconds{service="s",topic="t",instance="a"}'),
    bad: 301,
    good: 300,
    holdsSeconds: 2 * minute,
  }),
  threshold({
    alert: 'ConsumerPaused',
    severity: 'page',
    labels: { service: 's', type: 't' },
    series: gauge('consumer_paused{service="s",type="t",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: minute,
  }),
  threshold({
    alert: 'DeadLettersBlocked',
    severity: 'page',
    labels: { service: 's' },
    series: gauge('consumer_dead_letters_waiting{service="s",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'OrderPendingTooLong',
    severity: 'page',
    labels: { service: 's' },
    series: gauge('orders_oldest_pending_seconds{service="s",instance="a"}'),
    bad: 601,
    good: 600,
    holdsSeconds: 2 * minute,
  }),
  threshold({
    alert: 'WebhookBacklog',
    severity: 'ticket',
    labels: { service: 's' },
    series: gauge('webhook_oldest_waiting_seconds{service="s",instance="a"}'),
    bad: 301,
    good: 300,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'WebhookCircuitOpen',
    severity: 'ticket',
    labels: { service: 's' },
    series: gauge('webhook_circuit_open{service="s",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 2 * minute,
  }),
  threshold({
    alert: 'WebhookEndpointGone',
    severity: 'page',
    labels: { service: 's' },
    series: gauge('webhook_endpoint_gone{service="s",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 0,
  }),
  threshold({
    alert: 'KafkaPartitionsOffline',
    severity: 'page',
    labels: { service: 'kafka' },
    series: gauge('kafka_controller_KafkaController_Value{name="OfflinePartitionsCount",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: minute,
  }),
  threshold({
    alert: 'KafkaBelowMinInsyncReplicas',
    severity: 'page',
    labels: { service: 'kafka' },
    series: gauge('kafka_server_ReplicaManager_Value{name="UnderMinIsrPartitionCount",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 2 * minute,
  }),
  threshold({
    alert: 'KafkaNoController',
    severity: 'page',
    labels: { service: 'kafka' },
    series: (value) => ({
      'kafka_controller_KafkaController_Value{name="ActiveControllerCount",instance="a"}': steady(value),
      'kafka_controller_KafkaController_Value{name="ActiveControllerCount",instance="b"}': steady(0),
    }),
    bad: 0,
    good: 1,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'KafkaUnderReplicated',
    severity: 'ticket',
    labels: { service: 'kafka' },
    series: gauge('kafka_server_ReplicaManager_Value{name="UnderReplicatedPartitions",instance="a"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'KafkaBrokerDown',
    severity: 'ticket',
    labels: { service: 'kafka', instance: 'a' },
    series: gauge('up{service="kafka",instance="a"}'),
    bad: 0,
    good: 1,
    holdsSeconds: minute,
  }),
  threshold({
    alert: 'KafkaHandlersBusy',
    severity: 'ticket',
    labels: { service: 'kafka', instance: 'a' },
    series: gauge(
      'kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name="RequestHandlerAvgIdlePercent",instance="a"}',
    ),
    bad: 0.29,
    good: 0.31,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'KafkaDiskNearlyFull',
    severity: 'ticket',
    labels: { service: 'kafka', instance: 'a' },
    series: (free) => ({
      'node_filesystem_avail_bytes{service="kafka",instance="a",mountpoint="/kafka/datalogs"}': steady(free),
      'node_filesystem_size_bytes{service="kafka",instance="a",mountpoint="/kafka/datalogs"}': steady(100),
    }),
    bad: 14,
    good: 16,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'DatabaseConnectionsNearLimit',
    severity: 'ticket',
    labels: { service: 'postgresql' },
    series: (taken) => ({
      'postgres_connections{service="s",instance="a"}': steady(taken),
      'postgres_connections_max{service="s",instance="a"}': steady(100),
    }),
    bad: 81,
    good: 79,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'DatabaseTransactionTooLong',
    severity: 'ticket',
    labels: { service: 's' },
    series: gauge('postgres_oldest_transaction_seconds{service="s",instance="a"}'),
    bad: 601,
    good: 600,
    holdsSeconds: minute,
  }),
  {
    alert: 'PodCrashLooping',
    severity: 'ticket',
    labels: { namespace: 'n', pod: 'p', container: 'order-service', service: 'order-service' },
    fires: [
      // Between two crashes the container runs for a moment.
      {
        series: {
          'kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff",namespace="n",pod="p",container="order-service"}':
            '1 0x7 1x100',
        },
        at: '300s',
      },
    ],
    silent: [
      {
        series: {
          'kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff",namespace="n",pod="p",container="order-service"}':
            '1x100',
        },
        at: '270s',
      },
      {
        series: {
          'kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff",namespace="n",pod="p",container="order-service"}':
            '1 0x100',
        },
        at: '300s',
      },
      {
        series: {
          'kube_pod_container_status_waiting_reason{reason="ImagePullBackOff",namespace="n",pod="p",container="order-service"}':
            '1x100',
        },
        at: '900s',
      },
    ],
  },
  threshold({
    alert: 'MemoryNearLimit',
    severity: 'ticket',
    labels: { namespace: 'n', pod: 'p', container: 'order-service', service: 'order-service' },
    series: (used) => ({
      'container_memory_working_set_bytes{namespace="n",pod="p",container="order-service"}': steady(used),
      'kube_pod_container_resource_limits{resource="memory",namespace="n",pod="p",container="order-service"}':
        steady(100),
      // Without a limit there is nothing to be near to.
      'container_memory_working_set_bytes{namespace="n",pod="q",container="unlimited"}': steady(1_000),
    }),
    bad: 91,
    good: 89,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'ReplicasMissing',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', deployment: 'd' },
    series: (available) => ({
      'kube_deployment_status_replicas_available{namespace="n",deployment="d"}': steady(available),
      'kube_deployment_spec_replicas{namespace="n",deployment="d"}': steady(2),
    }),
    bad: 1,
    good: 2,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'AutoscalerAtMaximum',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', horizontalpodautoscaler: 'h' },
    series: (current) => ({
      'kube_horizontalpodautoscaler_status_current_replicas{namespace="n",horizontalpodautoscaler="h"}':
        steady(current),
      'kube_horizontalpodautoscaler_spec_max_replicas{namespace="n",horizontalpodautoscaler="h"}': steady(4),
      'kube_horizontalpodautoscaler_spec_min_replicas{namespace="n",horizontalpodautoscaler="h"}': steady(2),
      // A fixed number of pods is no limit that was reached.
      'kube_horizontalpodautoscaler_status_current_replicas{namespace="n",horizontalpodautoscaler="fixed"}': steady(2),
      'kube_horizontalpodautoscaler_spec_max_replicas{namespace="n",horizontalpodautoscaler="fixed"}': steady(2),
      'kube_horizontalpodautoscaler_spec_min_replicas{namespace="n",horizontalpodautoscaler="fixed"}': steady(2),
    }),
    bad: 4,
    good: 3,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'DrainBlocked',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', poddisruptionbudget: 'b' },
    series: (allowed) => ({
      'kube_poddisruptionbudget_status_pod_disruptions_allowed{namespace="n",poddisruptionbudget="b"}': steady(allowed),
      'kube_poddisruptionbudget_status_expected_pods{namespace="n",poddisruptionbudget="b"}': steady(1),
      'kube_poddisruptionbudget_status_pod_disruptions_allowed{namespace="n",poddisruptionbudget="unused"}': steady(0),
      'kube_poddisruptionbudget_status_expected_pods{namespace="n",poddisruptionbudget="unused"}': steady(0),
    }),
    bad: 0,
    good: 1,
    holdsSeconds: 30 * minute,
  }),
  threshold({
    alert: 'JobFailed',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', job_name: 'j' },
    series: gauge('kube_job_status_failed{reason="BackoffLimitExceeded",namespace="n",job_name="j"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 0,
  }),
  threshold({
    alert: 'NodeNotReady',
    severity: 'ticket',
    labels: { service: 'kubernetes', node: 'x' },
    series: gauge('kube_node_status_condition{condition="Ready",status="true",node="x"}'),
    bad: 0,
    good: 1,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'NodeDiskNearlyFull',
    severity: 'ticket',
    labels: { service: 'kubernetes', instance: 'a' },
    series: (free) => ({
      'node_filesystem_avail_bytes{service="node-exporter",instance="a",mountpoint="/"}': steady(free),
      'node_filesystem_size_bytes{service="node-exporter",instance="a",mountpoint="/"}': steady(100),
    }),
    bad: 14,
    good: 16,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'VolumeNearlyFull',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', persistentvolumeclaim: 'v' },
    series: (free) => ({
      'kubelet_volume_stats_available_bytes{namespace="n",persistentvolumeclaim="v"}': steady(free),
      'kubelet_volume_stats_capacity_bytes{namespace="n",persistentvolumeclaim="v"}': steady(100),
    }),
    bad: 14,
    good: 16,
    holdsSeconds: 15 * minute,
  }),
  threshold({
    alert: 'SecretNotSynchronised',
    severity: 'ticket',
    labels: { service: 'kubernetes', namespace: 'n', name: 's' },
    series: gauge('externalsecret_status_condition{condition="Ready",status="False",namespace="n",name="s"}'),
    bad: 1,
    good: 0,
    holdsSeconds: 15 * minute,
  }),
  {
    alert: 'BackupMissing',
    severity: 'ticket',
    labels: { service: 'kubernetes', schedule: 'daily' },
    // The clock of a test begins at 0, where the last backup was.
    fires: [
      {
        series: { 'velero_backup_last_successful_timestamp{schedule="daily"}': '0x400' },
        at: `${26 * hour + 15 * minute}s`,
        interval: '5m',
      },
    ],
    silent: [
      {
        series: { 'velero_backup_last_successful_timestamp{schedule="daily"}': '0x400' },
        at: `${26 * hour + 10 * minute}s`,
        interval: '5m',
      },
      { series: {}, at: '28h', interval: '5m' },
      {
        series: { 'velero_backup_last_successful_timestamp{schedule=""}': '0x400' },
        at: '28h',
        interval: '5m',
      },
    ],
  },
  {
    alert: 'CertificateExpiring',
    severity: 'ticket',
    labels: { service: 'kubernetes', instance: 'https://shop.example' },
    fires: [
      {
        series: { 'probe_ssl_earliest_cert_expiry{instance="https://shop.example"}': `${14 * 24 * hour}x500` },
        at: `${hour + 30}s`,
      },
    ],
    silent: [
      {
        series: { 'probe_ssl_earliest_cert_expiry{instance="https://shop.example"}': `${14 * 24 * hour}x500` },
        at: `${hour}s`,
      },
      {
        series: {
          'probe_ssl_earliest_cert_expiry{instance="https://shop.example"}': `${14 * 24 * hour + 2 * hour}x500`,
        },
        at: `${2 * hour}s`,
      },
      { series: {}, at: '2h' },
    ],
  },
  {
    alert: 'Watchdog',
    severity: 'watchdog',
    labels: { service: 'telemetry' },
    fires: [{ series: {}, at: '0s' }],
    silent: [],
  },
  threshold({
    alert: 'TargetDown',
    severity: 'ticket',
    labels: { service: 's', instance: 'a' },
    series: (value) => ({
      'up{service="s",instance="a"}': steady(value),
      // It has an alert of its own.
      'up{service="kafka",instance="b"}': steady(0),
    }),
    bad: 0,
    good: 1,
    holdsSeconds: 5 * minute,
  }),
  threshold({
    alert: 'CollectorQueueNearlyFull',
    severity: 'ticket',
    labels: { service: 'telemetry', instance: 'a', exporter: 'e' },
    series: (size) => ({
      'otelcol_exporter_queue_size{instance="a",exporter="e",data_type="logs"}': steady(size),
      'otelcol_exporter_queue_capacity{instance="a",exporter="e",data_type="logs"}': steady(100),
    }),
    bad: 81,
    good: 79,
    holdsSeconds: 5 * minute,
  }),
];
