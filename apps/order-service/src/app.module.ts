import { services, topicOf, topicsConsumedBy } from '@fairway/catalog';
import { authModule, consumerModule, databaseModule, kafkaModule, outboxModule } from '@fairway/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import { migrations } from './migrations.js';
import { MarkUndeliverableOrders, ProcessAcceptedOrders } from './orders/follow-deliveries.handlers.js';
import { OrderEntity } from './orders/order.entity.js';
import { OrdersModule } from './orders/orders.module.js';
import { ProductEntity } from './products/product.entity.js';

const service = 'order-service';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        authModule({ jwksUrl: config.AUTH_JWKS_URL, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
        databaseModule({
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          applicationName: service,
          entities: [OrderEntity, ProductEntity],
          migrations,
        }),
        kafkaModule(service, config),
        outboxModule({ service, topicOf, produces: services[service].produces }),
        OrdersModule,
        consumerModule({
          group: service,
          topics: topicsConsumedBy(service),
          consumes: services[service].consumes,
          imports: [OrdersModule],
          handlers: [ProcessAcceptedOrders, MarkUndeliverableOrders],
        }),
      ],
    };
  }
}
