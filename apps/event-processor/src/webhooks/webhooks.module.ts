import { HealthRegistry } from '@fairway/service-kit';
import { Module } from '@nestjs/common';
import { PartnerClient } from './partner-client.js';
import { NotifyPartnerOfCancelledOrders, NotifyPartnerOfCreatedOrders } from './notify-partner.handlers.js';
import { WebhookAttempts } from './webhook-attempts.js';
import { WebhookExpiry } from './webhook-expiry.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { exposeBacklog, exposeCircuit } from './webhook-metrics.js';
import { WebhookPruning } from './webhook-pruning.js';
import { WebhookSender } from './webhook-sender.js';

@Module({
  providers: [
    WebhookDeliveriesRepository,
    PartnerClient,
    WebhookAttempts,
    WebhookExpiry,
    WebhookSender,
    WebhookPruning,
    NotifyPartnerOfCreatedOrders,
    NotifyPartnerOfCancelledOrders,
  ],
})
export class WebhooksModule {
  constructor(deliveries: WebhookDeliveriesRepository, sender: WebhookSender, health: HealthRegistry) {
    exposeBacklog(() => deliveries.backlog());
    exposeCircuit(() => sender.isHeldBack);
    health.register({ name: 'partner', check: async () => sender.trouble });
  }
}
