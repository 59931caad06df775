import { type ListNotificationsQuery, listNotificationsQuerySchema, type NotificationList } from '@fairway/contracts';
import { type Account, CurrentAccount } from '@fairway/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { notificationText } from './notification-text.js';
import { NotificationsRepository } from './notifications.repository.js';

@Controller('/api/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsRepository) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Query({ schema: listNotificationsQuerySchema }) { limit }: ListNotificationsQuery,
  ): Promise<NotificationList> {
    const notifications = await this.notifications.list(account.id, limit);
    return {
      items: notifications.map(({ id, template, parameters, deliveredAt }) => ({
        id,
        template,
        text: notificationText(template, parameters),
        deliveredAt: deliveredAt.toISOString(),
      })),
    };
  }
}
