import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MarkUndeliverableOrders, ProcessAcceptedOrders } from './follow-deliveries.handlers.js';
import { IdempotencyKeyPruning } from './idempotency-key-pruning.js';
import { ProductsModule } from '../products/products.module.js';
import { OrderEntity } from './order.entity.js';
import { OrderInserts } from './order-inserts.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import { PendingOrdersMetric } from './pending-orders.metric.js';

@Module({
  imports: [TypeOrmModule.forFeature([OrderEntity]), ProductsModule],
  controllers: [OrdersController],
  providers: [
    OrdersRepository,
    OrderInserts,
    OrdersService,
    IdempotencyKeyPruning,
    PendingOrdersMetric,
    ProcessAcceptedOrders,
    MarkUndeliverableOrders,
  ],
})
export class OrdersModule {}
