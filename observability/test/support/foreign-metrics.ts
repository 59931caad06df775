const ofContainer = ['namespace', 'pod', 'container'];
const ofAutoscaler = ['namespace', 'horizontalpodautoscaler'];
const ofFilesystem = ['device', 'fstype', 'mountpoint'];
const ofVolume = ['namespace', 'persistentvolumeclaim'];

/**
 * Metrics that dashboards read of other programs, with their labels, as those programs document them. A test on a cluster
 * reads those of Kubernetes.
 */
export const foreignMetrics: Readonly<Record<string, readonly string[]>> = {
  up: [],
  ALERTS: ['alertname', 'alertstate', 'severity'],

  // Kafka, by the names that the JMX exporter gives without rules.
  kafka_controller_KafkaController_Value: ['name'],
  kafka_server_ReplicaManager_Value: ['name'],
  kafka_server_KafkaRequestHandlerPool_OneMinuteRate: ['name'],
  kafka_server_BrokerTopicMetrics_OneMinuteRate: ['name', 'topic'],

  // kube-state-metrics
  kube_deployment_spec_replicas: ['namespace', 'deployment'],
  kube_deployment_status_replicas_available: ['namespace', 'deployment'],
  kube_replicaset_created: ['namespace', 'replicaset'],
  kube_replicaset_owner: ['namespace', 'replicaset', 'owner_kind', 'owner_name', 'owner_is_controller'],
  kube_pod_status_phase: ['namespace', 'pod', 'phase'],
  kube_pod_container_status_restarts_total: ofContainer,
  kube_pod_container_resource_requests: [...ofContainer, 'resource', 'unit', 'node'],
  kube_pod_container_resource_limits: [...ofContainer, 'resource', 'unit', 'node'],
  kube_horizontalpodautoscaler_status_current_replicas: ofAutoscaler,
  kube_horizontalpodautoscaler_spec_max_replicas: ofAutoscaler,
  kube_node_status_condition: ['node', 'condition', 'status'],

  // kubelet and its cAdvisor
  container_cpu_usage_seconds_total: [...ofContainer, 'node', 'image'],
  container_memory_working_set_bytes: [...ofContainer, 'node', 'image'],
  kubelet_volume_stats_available_bytes: ofVolume,
  kubelet_volume_stats_capacity_bytes: ofVolume,

  // node-exporter; MSK's brokers have one too
  node_cpu_seconds_total: ['cpu', 'mode'],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  node_filesystem_avail_bytes: ofFilesystem,
  node_filesystem_size_bytes: ofFilesystem,
};
