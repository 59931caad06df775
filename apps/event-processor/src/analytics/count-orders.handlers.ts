import { orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from '@fairway/contracts';
import type { HandledEvent } from '@fairway/messaging';
import { HandlesEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type CountedOrder, dailyChanges, type OrderFact } from './daily-change.js';
import { DailyFiguresRepository } from './daily-figures.repository.js';

@Injectable()
abstract class CountOrders {
  protected abstract readonly fact: OrderFact;

  constructor(private readonly figures: DailyFiguresRepository) {}

  async handle(events: readonly HandledEvent<CountedOrder>[], manager: EntityManager): Promise<void> {
    await this.figures.add(
      manager,
      dailyChanges(
        this.fact,
        events.map(({ data }) => data),
      ),
    );
  }
}

@HandlesEvent(orderCreated)
export class CountCreatedOrders extends CountOrders {
  protected readonly fact = 'created';
}

@HandlesEvent(orderProcessed)
export class CountProcessedOrders extends CountOrders {
  protected readonly fact = 'processed';
}

@HandlesEvent(orderCancelled)
export class CountCancelledOrders extends CountOrders {
  protected readonly fact = 'cancelled';
}

@HandlesEvent(orderUndeliverable)
export class CountUndeliverableOrders extends CountOrders {
  protected readonly fact = 'undeliverable';
}
