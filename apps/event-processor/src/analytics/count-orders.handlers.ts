import { orderCancelled, orderCreated, orderProcessed } from '@fairway/contracts';
import type { EventHandler, HandledEvent } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type CountedOrder, dailyChanges, type OrderFact } from './daily-change.js';
import { DailyFiguresRepository } from './daily-figures.repository.js';

@Injectable()
abstract class CountOrders {
  protected abstract readonly fact: OrderFact;

  constructor(private readonly figures: DailyFiguresRepository) {}

  async handle(events: readonly HandledEvent<CountedOrder>[], manager: EntityManager): Promise<void> {
    const changes = dailyChanges(events.map(({ data }) => data));
    await this.figures.add(manager, this.fact, changes);
  }
}

@Injectable()
export class CountCreatedOrders extends CountOrders implements EventHandler<typeof orderCreated, EntityManager> {
  readonly event = orderCreated;
  protected readonly fact = 'created';
}

@Injectable()
export class CountProcessedOrders extends CountOrders implements EventHandler<typeof orderProcessed, EntityManager> {
  readonly event = orderProcessed;
  protected readonly fact = 'processed';
}

@Injectable()
export class CountCancelledOrders extends CountOrders implements EventHandler<typeof orderCancelled, EntityManager> {
  readonly event = orderCancelled;
  protected readonly fact = 'cancelled';
}
