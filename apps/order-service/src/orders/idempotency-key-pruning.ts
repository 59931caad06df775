import { logger } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OrdersRepository } from './orders.repository.js';

const intervalMs = 60 * 60 * 1000;
const batchSize = 5_000;

/** Deletes idempotency keys after a day, the time that the API promises to remember them. */
@Injectable()
export class IdempotencyKeyPruning implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly orders: OrdersRepository) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#prune(), intervalMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async #prune(): Promise<void> {
    try {
      while ((await this.orders.pruneIdempotencyKeys(batchSize)) === batchSize);
    } catch (error) {
      logger.warn({ err: error }, 'old idempotency keys not deleted, trying again in an hour');
    }
  }
}
