import { orderCancelled, orderCreated } from '@fairway/contracts';
import type { HandledEvents } from '@fairway/messaging';
import { HandlesEvent } from '@fairway/service-kit';
import { propagation } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import { webhookBody } from './webhook.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import type { NewDelivery } from './webhook-delivery.js';
import { WebhookSender } from './webhook-sender.js';

type OrderEvent = HandledEvents<typeof orderCreated>[number] | HandledEvents<typeof orderCancelled>[number];

// The handlers store the webhook with the event; the sender does the rest.

@HandlesEvent(orderCreated)
export class NotifyPartnerOfCreatedOrders {
  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
  ) {}

  async handle(events: HandledEvents<typeof orderCreated>, manager: EntityManager): Promise<void> {
    await this.deliveries.add(manager, events.map(deliveryOf));
    this.sender.expectWork();
  }
}

@HandlesEvent(orderCancelled)
export class NotifyPartnerOfCancelledOrders {
  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
  ) {}

  async handle(events: HandledEvents<typeof orderCancelled>, manager: EntityManager): Promise<void> {
    await this.deliveries.cancel(manager, events.map(deliveryOf));
    this.sender.expectWork();
  }
}

function deliveryOf(event: OrderEvent): NewDelivery {
  const headers: Record<string, string> = {};
  propagation.inject(event.context, headers);
  return { id: event.id, orderId: event.data.orderId, eventType: event.type, body: webhookBody(event), headers };
}
