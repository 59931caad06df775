import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeliverNotifications } from './deliver-notifications.handler.js';
import { NotificationEntity } from './notification.entity.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotifyOfProcessedOrders, WelcomeUsers } from './request-notifications.handlers.js';

@Module({
  imports: [TypeOrmModule.forFeature([NotificationEntity], 'reads')],
  controllers: [NotificationsController],
  providers: [NotificationsRepository, NotifyOfProcessedOrders, WelcomeUsers, DeliverNotifications],
})
export class NotificationsModule {}
