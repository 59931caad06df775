import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';
import { rateBy } from './promql.js';
import { longestLag, lostRecords } from './shared-panels.js';

const replicas = (name: string) => `kafka_server_ReplicaManager_Value{name="${name}"}`;
const topicRate = (name: string) =>
  `sum by (topic) (kafka_server_BrokerTopicMetrics_OneMinuteRate{name="${name}",topic!="",topic!~"__.+"})`;

/** The brokers by the names of MSK's open monitoring, and the consumers as the services see themselves. */
export const kafka = dashboard({
  name: 'kafka',
  title: 'Kafka',
  description: 'The brokers, as they see themselves, and the consumers, as the services see them.',
  sections: {
    Now: [
      stat({
        title: 'Brokers',
        description: 'Brokers that Prometheus can read.',
        unit: units.Number,
        queries: { brokers: 'sum(up{service="kafka"})' },
        limit: limitOf('KafkaBrokerDown'),
        width: 4,
      }),
      stat({
        title: 'Controllers',
        description: 'Exactly one must be active: without it no leader can change.',
        unit: units.Number,
        queries: { active: 'sum(kafka_controller_KafkaController_Value{name="ActiveControllerCount"})' },
        limit: limitOf('KafkaNoController'),
        width: 4,
      }),
      stat({
        title: 'Partitions without a leader',
        description: 'They can be neither read nor written.',
        unit: units.Number,
        queries: { offline: 'max(kafka_controller_KafkaController_Value{name="OfflinePartitionsCount"})' },
        limit: limitOf('KafkaPartitionsOffline'),
        width: 4,
      }),
      stat({
        title: 'Partitions that refuse producers',
        description: 'They have fewer replicas in sync than min.insync.replicas. Outboxes fill.',
        unit: units.Number,
        queries: { partitions: `sum(${replicas('UnderMinIsrPartitionCount')})` },
        limit: limitOf('KafkaBelowMinInsyncReplicas'),
        width: 4,
      }),
      stat({
        title: 'Partitions that lack a replica',
        description: 'A broker is down or too slow to follow.',
        unit: units.Number,
        queries: { partitions: `sum(${replicas('UnderReplicatedPartitions')})` },
        limit: limitOf('KafkaUnderReplicated'),
        width: 4,
      }),
      longestLag({ width: 4 }),
    ],
    Brokers: [
      timeSeries({
        title: 'Idle request handlers',
        description: 'Share of the time in which the threads that serve requests have nothing to do.',
        unit: units.PercentUnit,
        queries: {
          '{{instance}}':
            'min by (instance) (kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name="RequestHandlerAvgIdlePercent"})',
        },
        limit: limitOf('KafkaHandlersBusy'),
      }),
      timeSeries({
        title: 'Partitions by broker',
        description: 'Replicas that each broker has, and of how many it is the leader.',
        unit: units.Number,
        queries: {
          '{{instance}}': `sum by (instance) (${replicas('PartitionCount')})`,
          'leader: {{instance}}': `sum by (instance) (${replicas('LeaderCount')})`,
        },
      }),
      timeSeries({
        title: 'Free disk',
        description: 'Share of the disk of each broker that is free. A full disk stops the broker.',
        unit: units.PercentUnit,
        queries: {
          '{{instance}}':
            'min by (instance) (node_filesystem_avail_bytes{service="kafka",mountpoint=~"/kafka.*"} / node_filesystem_size_bytes{service="kafka",mountpoint=~"/kafka.*"})',
        },
        limit: limitOf('KafkaDiskNearlyFull'),
      }),
    ],
    Topics: [
      timeSeries({
        title: 'Messages in',
        description: 'Records per second that producers write, by topic, averaged over a minute.',
        unit: units.CountsPerSecond,
        queries: { '{{topic}}': topicRate('MessagesInPerSec') },
      }),
      timeSeries({
        title: 'Bytes in',
        description: 'Bytes per second that producers write, by topic, averaged over a minute.',
        unit: units.BytesPerSecondSI,
        queries: { '{{topic}}': topicRate('BytesInPerSec') },
      }),
      timeSeries({
        title: 'Bytes out',
        description: 'Bytes per second that consumers read, by topic, averaged over a minute.',
        unit: units.BytesPerSecondSI,
        queries: { '{{topic}}': topicRate('BytesOutPerSec') },
      }),
    ],
    Consumers: [
      timeSeries({
        title: 'Lag in records',
        description: 'Records that a service has not handled, by topic.',
        unit: units.Number,
        queries: { '{{service}} {{topic}}': 'sum by (service, topic) (consumer_lag_records)' },
      }),
      timeSeries({
        title: 'Lag in seconds',
        description:
          'Age of the oldest record that a service has not handled; it grows while the broker does not answer.',
        unit: units.Seconds,
        queries: { '{{service}} {{topic}}': 'max by (service, topic) (consumer_lag_seconds)' },
        limit: limitOf('ConsumerLagging'),
      }),
      timeSeries({
        title: 'Records in memory',
        description: 'Records that a service has read but not handled.',
        unit: units.Number,
        queries: { '{{service}}': 'sum by (service) (consumer_records_waiting)' },
      }),
      timeSeries({
        title: 'Joins',
        description: 'Joins of 15 minutes by reason. A group that keeps joining makes little progress.',
        unit: units.Number,
        queries: {
          '{{service}} {{reason}}': 'sum by (service, reason) (increase(consumer_group_joins_total[15m]))',
        },
        limit: limitOf('ConsumerRejoining'),
      }),
      timeSeries({
        title: 'Handled events',
        description: 'Events per second whose effects are committed.',
        unit: units.CountsPerSecond,
        queries: { '{{service}} {{topic}}': rateBy('service, topic', 'consumer_events_handled_total') },
      }),
      lostRecords(),
    ],
  },
});
