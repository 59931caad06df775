import { orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from '@fairway/contracts';
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
    await this.figures.add(manager, dailyChanges(this.fact, events.map(({ data }) => data)));
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

@Injectable()
export class CountUndeliverableOrders
  extends CountOrders
  implements EventHandler<typeof orderUndeliverable, EntityManager>
{
  readonly event = orderUndeliverable;
  protected readonly fact = 'undeliverable';
}
