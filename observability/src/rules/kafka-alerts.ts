import type { RuleGroup } from './rule.js';

/** The names are those of MSK's open monitoring, and of the JMX exporter without rules on any other broker. */
export const kafkaAlerts: RuleGroup = {
  name: 'kafka',
  purpose: 'The brokers, as they see themselves.',
  rules: [
    {
      alert: 'KafkaPartitionsOffline',
      expr: 'max(kafka_controller_KafkaController_Value{name="OfflinePartitionsCount"}) > 0',
      for: '1m',
      severity: 'page',
      service: 'kafka',
      summary: '{{ $value }} partitions have no leader',
      description: 'They can be neither read nor written: their events wait in outboxes, and consumers stand still.',
    },
    {
      alert: 'KafkaBelowMinInsyncReplicas',
      expr: 'sum(kafka_server_ReplicaManager_Value{name="UnderMinIsrPartitionCount"}) > 0',
      for: '2m',
      severity: 'page',
      service: 'kafka',
      summary: '{{ $value }} partitions refuse producers',
      description: 'They have fewer replicas in sync than min.insync.replicas. Outboxes fill.',
    },
    {
      alert: 'KafkaNoController',
      expr: 'sum(kafka_controller_KafkaController_Value{name="ActiveControllerCount"}) == 0',
      for: '5m',
      severity: 'page',
      service: 'kafka',
      summary: 'Kafka has no active controller',
      description:
        'Leaders cannot change and topics cannot be altered; the next broker that fails takes its partitions offline.',
    },
    {
      alert: 'KafkaUnderReplicated',
      expr: 'sum(kafka_server_ReplicaManager_Value{name="UnderReplicatedPartitions"}) > 0',
      for: '15m',
      severity: 'ticket',
      service: 'kafka',
      summary: '{{ $value }} partitions lack a replica',
      description: 'A broker is down or too slow to follow. Another failure may stop producers.',
    },
    {
      alert: 'KafkaBrokerDown',
      expr: 'min by (instance) (up{service="kafka"}) == 0',
      for: '1m',
      severity: 'ticket',
      service: 'kafka',
      summary: 'The broker {{ $labels.instance }} does not answer',
      description:
        'With replicas the others take over. Alone, events wait in outboxes until it is back, and that pages.',
    },
    {
      alert: 'KafkaHandlersBusy',
      expr: 'min by (instance) (kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name="RequestHandlerAvgIdlePercent"}) < 0.3',
      for: '15m',
      severity: 'ticket',
      service: 'kafka',
      summary: 'The broker {{ $labels.instance }} is near its limit',
      description: 'Its request handlers are idle only {{ $value | humanizePercentage }} of the time.',
    },
    {
      alert: 'KafkaDiskNearlyFull',
      expr: 'min by (instance) (node_filesystem_avail_bytes{service="kafka",mountpoint=~"/kafka.*"} / node_filesystem_size_bytes{service="kafka",mountpoint=~"/kafka.*"}) < 0.15',
      for: '15m',
      severity: 'ticket',
      service: 'kafka',
      summary: 'The disk of the broker {{ $labels.instance }} is nearly full',
      description: '{{ $value | humanizePercentage }} are free. A full disk stops the broker.',
    },
  ],
};
