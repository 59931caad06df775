import { type EventData, orderCancelled, orderCreated } from '@fairway/contracts';
import type { EventHandler, HandledEvent } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import { propagation } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import { webhookBody } from './webhook.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import type { NewDelivery } from './webhook-delivery.js';
import { WebhookSender } from './webhook-sender.js';

type OrderEvent = HandledEvent<EventData<typeof orderCreated>> | HandledEvent<EventData<typeof orderCancelled>>;

// The handlers write the webhook down with the event; the sender does the rest.

@Injectable()
export class TellPartnerOfCreatedOrders implements EventHandler<typeof orderCreated, EntityManager> {
  readonly event = orderCreated;

  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
  ) {}

  async handle(events: readonly HandledEvent<EventData<typeof orderCreated>>[], manager: EntityManager): Promise<void> {
    await this.deliveries.add(manager, events.map(deliveryOf));
    this.sender.expectWork();
  }
}

@Injectable()
export class TellPartnerOfCancelledOrders implements EventHandler<typeof orderCancelled, EntityManager> {
  readonly event = orderCancelled;

  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
  ) {}

  async handle(events: readonly HandledEvent<EventData<typeof orderCancelled>>[], manager: EntityManager): Promise<void> {
    await this.deliveries.cancel(manager, events.map(deliveryOf));
    this.sender.expectWork();
  }
}

function deliveryOf(event: OrderEvent): NewDelivery {
  const headers: Record<string, string> = {};
  propagation.inject(event.context, headers);
  return { id: event.id, orderId: event.data.orderId, eventType: event.type, body: webhookBody(event), headers };
}
