import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyKeyPruning } from './idempotency-key-pruning.js';
import { MarkOrderProcessed } from './mark-order-processed.handler.js';
import { OrderEntity } from './order.entity.js';
import { OrderInserts } from './order-inserts.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([OrderEntity])],
  controllers: [OrdersController],
  providers: [OrdersRepository, OrderInserts, OrdersService, MarkOrderProcessed, IdempotencyKeyPruning],
  exports: [MarkOrderProcessed],
})
export class OrdersModule {}
