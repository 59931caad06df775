import * as units from '@grafana/grafana-foundation-sdk/units';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';

// Panels that several dashboards have. A panel belongs to one dashboard, so each gets its own.

export const longestLag = (size: { readonly width?: number } = {}) =>
  stat({
    title: 'Longest lag',
    description: 'Age of the oldest event that a consumer has not handled.',
    unit: units.Seconds,
    queries: { lag: 'max(consumer_lag_seconds)' },
    limit: limitOf('ConsumerLagging'),
    ...size,
  });

export const lostRecords = () =>
  timeSeries({
    title: 'Lost records',
    description: 'Offsets of an hour that Kafka deleted before the group read them.',
    unit: units.Number,
    queries: { '{{service}} {{topic}}': 'sum by (service, topic) (increase(consumer_records_lost_total[1h]))' },
    limit: limitOf('RecordsLost'),
  });

export const waitingWebhooks = () =>
  timeSeries({
    title: 'Waiting webhooks',
    description: 'Webhooks that the partner has yet to accept.',
    unit: units.Number,
    // Each process counts the same table.
    queries: { '{{service}}': 'max by (service) (webhook_deliveries_waiting)' },
  });
