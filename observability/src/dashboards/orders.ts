import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { requests } from './http.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';
import { quantile, quantiles, rateBy, rateOf } from './promql.js';
import { waitingWebhooks } from './shared-panels.js';

// A repeated request with the same idempotency key is answered 201 again, so handled events are counted instead.
const accepted = 'consumer_events_handled_total{topic="orders",type="order.created"}';
const timeToProcessed = 'orders_time_to_processed_seconds';
const routes = `${requests}_count{service="order-service",route=~"/api/orders.*"}`;

/** The example domain: whoever replaces it replaces this. */
export const orders = dashboard({
  name: 'orders',
  title: 'orders',
  description: 'The way of an order: accepted, announced, delivered to the partner, processed.',
  sections: {
    Now: [
      stat({
        title: 'Accepted',
        description: 'New orders per second whose event was handled.',
        unit: units.CountsPerSecond,
        queries: { accepted: rateOf(accepted) },
      }),
      stat({
        title: 'Processed',
        description: 'Orders per second that became processed.',
        unit: units.CountsPerSecond,
        queries: { processed: rateOf(`${timeToProcessed}_count`) },
      }),
      stat({
        title: 'Time to processed, p99',
        description: 'One order in a hundred takes at least this long from its creation until it is processed.',
        unit: units.Seconds,
        queries: { p99: quantile(0.99, timeToProcessed) },
      }),
      stat({
        title: 'Oldest pending order',
        description: 'Its event waits in an outbox, on a topic or as a dead letter, or the partner refuses it.',
        unit: units.Seconds,
        queries: { age: 'max(orders_oldest_pending_seconds)' },
        limit: limitOf('OrderPendingTooLong'),
      }),
    ],
    Orders: [
      timeSeries({
        title: 'Accepted and processed',
        description: 'Orders per second. Where they part, orders wait.',
        unit: units.CountsPerSecond,
        queries: { accepted: rateOf(accepted), processed: rateOf(`${timeToProcessed}_count`) },
      }),
      timeSeries({
        title: 'Time to processed',
        description: 'From the creation of an order until it is processed. The dots are single orders with a trace.',
        unit: units.Seconds,
        queries: quantiles(timeToProcessed),
        exemplars: true,
      }),
      timeSeries({
        title: 'Oldest pending order',
        description: 'Age of the oldest order that is neither processed nor cancelled; 0 when there is none.',
        unit: units.Seconds,
        queries: { '{{service}}': 'max by (service) (orders_oldest_pending_seconds)' },
        limit: limitOf('OrderPendingTooLong'),
      }),
      timeSeries({
        title: 'Answers of the order API',
        description: 'Answers per second of order-service, by method and status.',
        unit: units.RequestsPerSecond,
        queries: { '{{method}} {{status}}': rateBy('method, status', routes) },
      }),
      timeSeries({
        title: 'Share processed late',
        description:
          'Share of the orders of the last five minutes that missed the objective for the time to processed.',
        unit: units.PercentUnit,
        queries: { '{{service}}': 'slo:error_ratio:rate5m{objective="order-processed"}' },
      }),
      timeSeries({
        title: 'Events of orders',
        description: 'Events per second whose effects are committed, by the service that handled them.',
        unit: units.CountsPerSecond,
        queries: {
          '{{service}} {{type}}': rateBy('service, type', 'consumer_events_handled_total{topic=~"orders|deliveries"}'),
        },
      }),
    ],
    'Where orders may wait': [
      timeSeries({
        title: 'Outbox',
        description: 'Age of the oldest event that is not published yet.',
        unit: units.Seconds,
        queries: {
          '{{service}}': 'max by (service) (outbox_oldest_seconds{service=~"order-service|event-processor"})',
        },
        limit: limitOf('OutboxStuck'),
      }),
      timeSeries({
        title: 'Topics',
        description: 'Age of the oldest event that is not handled yet.',
        unit: units.Seconds,
        queries: {
          '{{service}} {{topic}}': 'max by (service, topic) (consumer_lag_seconds{topic=~"orders|deliveries"})',
        },
        limit: limitOf('ConsumerLagging'),
      }),
      timeSeries({
        title: 'Dead letters',
        description: 'Events per second that a service gave up on. Their orders stay pending until they are replayed.',
        unit: units.CountsPerSecond,
        queries: {
          '{{service}} {{topic}}': rateBy('service, topic', 'consumer_dead_letters_total{topic=~"orders|deliveries"}'),
        },
      }),
      waitingWebhooks(),
      timeSeries({
        title: 'Oldest waiting webhook',
        description: 'Its order stays pending until the partner accepts it.',
        unit: units.Seconds,
        queries: { '{{service}}': 'max by (service) (webhook_oldest_waiting_seconds)' },
        limit: limitOf('WebhookBacklog'),
      }),
      timeSeries({
        title: 'Webhook attempts',
        description: 'Webhooks sent to the partner per second, by outcome.',
        unit: units.CountsPerSecond,
        queries: { '{{outcome}}': rateBy('outcome', 'webhook_attempts_total') },
      }),
    ],
  },
});
