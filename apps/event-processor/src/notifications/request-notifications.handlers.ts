import type { Produced } from '@fairway/catalog';
import { type EventData, notificationRequested, orderProcessed, userRegistered } from '@fairway/contracts';
import { type EventHandler, type HandledEvent, type NewEvent, Outbox } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type Request = Pick<EventData<typeof notificationRequested>, 'userId' | 'template' | 'parameters'>;

// A notification has the id of the event that caused it: however often that is handled, there is one.
function requestOf({ id, context }: HandledEvent, request: Request): NewEvent<typeof notificationRequested> {
  const requestedAt = new Date().toISOString();
  return { event: notificationRequested, data: { notificationId: id, requestedAt, ...request }, causedBy: context };
}

@Injectable()
export class NotifyOfProcessedOrders implements EventHandler<typeof orderProcessed, EntityManager> {
  readonly event = orderProcessed;

  constructor(private readonly outbox: Outbox<Produced<'event-processor'>>) {}

  async handle(
    events: readonly HandledEvent<{ orderId: string; userId: string }>[],
    manager: EntityManager,
  ): Promise<void> {
    const requests = events.map((event) => {
      const { userId, orderId } = event.data;
      return requestOf(event, { userId, template: 'order-processed', parameters: { orderId } });
    });
    await this.outbox.addAll(manager, requests);
  }
}

@Injectable()
export class WelcomeUsers implements EventHandler<typeof userRegistered, EntityManager> {
  readonly event = userRegistered;

  constructor(private readonly outbox: Outbox<Produced<'event-processor'>>) {}

  async handle(
    events: readonly HandledEvent<{ userId: string; name: string }>[],
    manager: EntityManager,
  ): Promise<void> {
    const requests = events.map((event) => {
      const { userId, name } = event.data;
      return requestOf(event, { userId, template: 'welcome', parameters: { name } });
    });
    await this.outbox.addAll(manager, requests);
  }
}
