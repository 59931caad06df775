import { type EventData, notificationRequested, orderProcessed, userRegistered } from '@fairway/contracts';
import { addToOutbox, type EventHandler, type HandledEvent, Outbox, type OutboxRow } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type Request = Pick<EventData<typeof notificationRequested>, 'userId' | 'template' | 'parameters'>;

// A notification has the id of the event that caused it: however often that is handled, there is one.
function rowOf(outbox: Outbox, { id, context }: HandledEvent, request: Request): OutboxRow {
  const requestedAt = new Date().toISOString();
  return outbox.row(notificationRequested, { notificationId: id, requestedAt, ...request }, context);
}

@Injectable()
export class NotifyOfProcessedOrders implements EventHandler<typeof orderProcessed, EntityManager> {
  readonly event = orderProcessed;

  constructor(private readonly outbox: Outbox) {}

  async handle(
    events: readonly HandledEvent<{ orderId: string; userId: string }>[],
    manager: EntityManager,
  ): Promise<void> {
    const rows = events.map((event) => {
      const { userId, orderId } = event.data;
      return rowOf(this.outbox, event, { userId, template: 'order-processed', parameters: { orderId } });
    });
    await addToOutbox(manager, rows);
  }
}

@Injectable()
export class WelcomeUsers implements EventHandler<typeof userRegistered, EntityManager> {
  readonly event = userRegistered;

  constructor(private readonly outbox: Outbox) {}

  async handle(
    events: readonly HandledEvent<{ userId: string; name: string }>[],
    manager: EntityManager,
  ): Promise<void> {
    const rows = events.map((event) => {
      const { userId, name } = event.data;
      return rowOf(this.outbox, event, { userId, template: 'welcome', parameters: { name } });
    });
    await addToOutbox(manager, rows);
  }
}
