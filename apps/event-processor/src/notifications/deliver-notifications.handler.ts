import type { Produced } from '@fairway/catalog';
import { type EventData, notificationDelivered, notificationRequested } from '@fairway/contracts';
import { type HandledEvents, NonRetryableError, Outbox } from '@fairway/messaging';
import { HandlesEvent } from '@fairway/service-kit';
import type { EntityManager } from 'typeorm';
import { notificationText } from './notification-text.js';
import { NotificationsRepository } from './notifications.repository.js';

type Request = EventData<typeof notificationRequested>;

/** Delivers in the app: the user sees the rows of the table. */
@HandlesEvent(notificationRequested)
export class DeliverNotifications {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly outbox: Outbox<Produced<'event-processor'>>,
  ) {}

  async handle(events: HandledEvents<typeof notificationRequested>, manager: EntityManager): Promise<void> {
    for (const { data } of events) refuseUnreadable(data);
    const deliveredAt = new Date().toISOString();
    const isNew = await this.notifications.add(
      manager,
      events.map(({ data }) => data),
      deliveredAt,
    );
    const delivered = events
      // Once per id even within the batch.
      .filter(({ data }) => isNew.delete(data.notificationId))
      .map(({ data: { notificationId, userId, template }, context }) => ({
        event: notificationDelivered,
        data: { notificationId, userId, template, channel: 'in-app' as const, deliveredAt },
        causedBy: context,
      }));
    await this.outbox.addAll(manager, delivered);
  }
}

/** A stored notification without a text would break the user's whole list. */
function refuseUnreadable({ template, parameters }: Request): void {
  try {
    notificationText(template, parameters);
  } catch (error) {
    throw new NonRetryableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
