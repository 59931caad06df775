import { serviceEntry } from '@fairway/catalog';
import { defineService, secondDataSource } from '@fairway/service-kit';
import { CreateEventTables1764000000000 } from '../migrations/1764000000000-create-event-tables.js';
import { MeasureOutboxRows1764400000000 } from '../migrations/1764400000000-measure-outbox-rows.js';
import { ParkEvents1764600000000 } from '../migrations/1764600000000-park-events.js';
import { CountUndeliverableOrders1764700000000 } from '../migrations/1764700000000-count-undeliverable-orders.js';
import { EndWebhookDeliveries1764800000000 } from '../migrations/1764800000000-end-webhook-deliveries.js';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { Config, readPoolSize } from './config.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

export const service = defineService(serviceEntry('event-processor'), {
  config: Config,
  modules: [secondDataSource('reads', readPoolSize), WebhooksModule, NotificationsModule, AnalyticsModule],
  migrations: [
    CreateEventTables1764000000000,
    MeasureOutboxRows1764400000000,
    ParkEvents1764600000000,
    CountUndeliverableOrders1764700000000,
    EndWebhookDeliveries1764800000000,
  ],
});
