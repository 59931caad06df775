import type { RuleGroup } from './rule.js';

/** The path of an event: outbox, topic, consumer, and the letters that leave it. */
export const messagingAlerts: RuleGroup = {
  name: 'messaging',
  purpose:
    'Events that wait too long, or that left their path. None of them is lost: each waits somewhere, and the runbook says where.',
  rules: [
    {
      alert: 'OutboxStuck',
      expr: 'max by (service) (outbox_oldest_seconds) > 1m',
      for: '1m',
      severity: 'page',
      summary: 'Events of {{ $labels.service }} are not published',
      description:
        'The oldest has waited in the outbox for {{ $value | humanizeDuration }}. Requests succeed; nothing that follows from them happens.',
    },
    {
      alert: 'ConsumerLagging',
      expr: 'max by (service, topic) (consumer_lag_seconds) > 5m',
      for: '2m',
      severity: 'page',
      summary: '{{ $labels.service }} is behind on {{ $labels.topic }}',
      description: 'The oldest event that it has not handled is {{ $value | humanizeDuration }} old.',
    },
    {
      alert: 'ConsumerPaused',
      expr: 'max by (service, type) (consumer_paused) == 1',
      for: '1m',
      severity: 'page',
      summary: '{{ $labels.service }} has paused {{ $labels.type }}',
      description:
        'Too many in a row became dead letters, so the handler is at fault. Events of the type wait until one succeeds (ADR 23).',
    },
    {
      alert: 'ConsumerRejoining',
      expr: 'sum by (service) (increase(consumer_group_joins_total[15m])) > 10',
      for: '0s',
      severity: 'ticket',
      summary: '{{ $labels.service }} keeps joining its consumer group',
      description: '{{ $value | humanize }} joins in 15 minutes. Every join makes the whole group pause.',
    },
    {
      alert: 'DeadLetters',
      expr: 'sum by (service, topic) (increase(consumer_dead_letters_total[15m])) > 0',
      for: '0s',
      severity: 'ticket',
      summary: '{{ $labels.service }} gave up on events of {{ $labels.topic }}',
      description: '{{ $value | humanize }} became dead letters in 15 minutes. They wait for 30 days.',
    },
    {
      alert: 'DeadLettersBlocked',
      expr: 'max by (service) (consumer_dead_letters_waiting) > 0',
      for: '5m',
      severity: 'page',
      summary: '{{ $labels.service }} cannot write dead letters',
      description: '{{ $value }} wait; the keys of their events make no progress until Kafka takes them.',
    },
    {
      alert: 'EventsRefusedByKafka',
      expr: 'sum by (service) (increase(outbox_dead_total[15m])) > 0',
      for: '0s',
      severity: 'ticket',
      summary: 'Kafka refuses events of {{ $labels.service }}',
      description:
        '{{ $value | humanize }} were moved to outbox_dead in 15 minutes. What follows from them does not happen.',
    },
    {
      alert: 'RecordsLost',
      expr: 'sum by (service, topic) (increase(consumer_records_lost_total[1h])) > 0',
      for: '0s',
      severity: 'page',
      summary: 'Kafka deleted events of {{ $labels.topic }} before {{ $labels.service }} read them',
      description:
        '{{ $value | humanize }} records went past their retention unread. Their content must be published again.',
    },
  ],
};
