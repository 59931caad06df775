import type { Produced } from '@fairway/catalog';
import { type EventData, notificationRequested, orderProcessed, userRegistered } from '@fairway/contracts';
import { type HandledEvent, type HandledEvents, type NewEvent, Outbox } from '@fairway/messaging';
import { HandlesEvent } from '@fairway/service-kit';
import type { EntityManager } from 'typeorm';

type Request = Pick<EventData<typeof notificationRequested>, 'userId' | 'template' | 'parameters'>;

// A notification has the id of the event that caused it, so there is only one however often the event is handled.
function requestOf({ id, context }: HandledEvent, request: Request): NewEvent<typeof notificationRequested> {
  const requestedAt = new Date().toISOString();
  return { event: notificationRequested, data: { notificationId: id, requestedAt, ...request }, causedBy: context };
}

@HandlesEvent(orderProcessed)
export class NotifyOfProcessedOrders {
  constructor(private readonly outbox: Outbox<Produced<'event-processor'>>) {}

  async handle(events: HandledEvents<typeof orderProcessed>, manager: EntityManager): Promise<void> {
    const requests = events.map((event) => {
      const { userId, orderId } = event.data;
      return requestOf(event, { userId, template: 'order-processed', parameters: { orderId } });
    });
    await this.outbox.addAll(manager, requests);
  }
}

@HandlesEvent(userRegistered)
export class WelcomeUsers {
  constructor(private readonly outbox: Outbox<Produced<'event-processor'>>) {}

  async handle(events: HandledEvents<typeof userRegistered>, manager: EntityManager): Promise<void> {
    const requests = events.map((event) => {
      const { userId, name } = event.data;
      return requestOf(event, { userId, template: 'welcome', parameters: { name } });
    });
    await this.outbox.addAll(manager, requests);
  }
}
