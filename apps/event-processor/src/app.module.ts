import { services, topicOf, topicsConsumedBy } from '@fairway/catalog';
import { authModule, consumerModule, databaseModule, kafkaModule, outboxModule } from '@fairway/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { CountCancelledOrders, CountCreatedOrders, CountProcessedOrders, CountUndeliverableOrders } from './analytics/count-orders.handlers.js';
import { type Config, readPoolSize } from './config.js';
import { migrations } from './migrations.js';
import { DeliverNotifications } from './notifications/deliver-notifications.handler.js';
import { NotificationEntity } from './notifications/notification.entity.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { NotifyOfProcessedOrders, WelcomeUsers } from './notifications/request-notifications.handlers.js';
import { TellPartnerOfCancelledOrders, TellPartnerOfCreatedOrders } from './webhooks/tell-partner.handlers.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

const service = 'event-processor';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const database = { url: config.DATABASE_URL, entities: [NotificationEntity], migrations };
    return {
      module: AppModule,
      imports: [
        authModule({ jwksUrl: config.AUTH_JWKS_URL, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
        databaseModule({ ...database, poolSize: config.DATABASE_POOL_SIZE - readPoolSize, applicationName: service }),
        databaseModule({ ...database, name: 'reads', poolSize: readPoolSize, applicationName: `${service} reads` }),
        kafkaModule(service, config),
        outboxModule({ service, topicOf, produces: services[service].produces }),
        consumerModule({
          group: service,
          topics: topicsConsumedBy(service),
          consumes: services[service].consumes,
          imports: [AnalyticsModule, WebhooksModule, NotificationsModule],
          handlers: [
            TellPartnerOfCreatedOrders,
            TellPartnerOfCancelledOrders,
            NotifyOfProcessedOrders,
            WelcomeUsers,
            DeliverNotifications,
            CountCreatedOrders,
            CountProcessedOrders,
            CountCancelledOrders,
            CountUndeliverableOrders,
          ],
        }),
      ],
    };
  }
}
