import { orderProcessed } from '@fairway/contracts';
import type { EventHandler, HandledEvent } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { OrdersRepository } from './orders.repository.js';

@Injectable()
export class MarkOrderProcessed implements EventHandler<typeof orderProcessed, EntityManager> {
  readonly event = orderProcessed;

  constructor(private readonly orders: OrdersRepository) {}

  async handle(
    events: readonly HandledEvent<{ orderId: string; processedAt: string }>[],
    manager: EntityManager,
  ): Promise<void> {
    await this.orders.markProcessed(
      manager,
      events.map(({ data }) => ({ id: data.orderId, at: data.processedAt })),
    );
  }
}
