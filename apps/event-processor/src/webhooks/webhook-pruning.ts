import { logger } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';

const intervalMs = 60 * 60 * 1000;
const batchSize = 5_000;

/** Deletes deliveries 30 days after the partner accepted them; until then they tell what happened. */
@Injectable()
export class WebhookPruning implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deliveries: WebhookDeliveriesRepository) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#prune(), intervalMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async #prune(): Promise<void> {
    try {
      while ((await this.deliveries.prune(batchSize)) === batchSize);
    } catch (error) {
      logger.warn({ err: error }, 'old webhook deliveries not deleted, trying again in an hour');
    }
  }
}
