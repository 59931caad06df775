import type { Produced } from '@fairway/catalog';
import { deliveryGivenUp, orderCreated } from '@fairway/contracts';
import { type NewEvent, Outbox } from '@fairway/messaging';
import { logger } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { DataSource } from 'typeorm';
import { Config } from '../config.js';
import type { GivenUpDelivery } from './webhook-delivery.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { webhooksGivenUp } from './webhook-metrics.js';

const batchSize = 100;

/** Ends the retries of webhooks that have been due for too long. An operator can have them sent again (README.md). */
@Injectable()
export class WebhookExpiry {
  readonly #hours: number;

  constructor(
    config: Config,
    private readonly database: DataSource,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly outbox: Outbox<Produced<'event-processor'>>,
  ) {
    this.#hours = config.PARTNER_WEBHOOK_RETRY_HOURS;
  }

  /** Gives up a batch of webhooks, with the events that follow; true when there may be more. */
  async giveUpOverdue(): Promise<boolean> {
    const givenUp = await this.database.transaction(async (manager) => {
      const overdue = await this.deliveries.giveUp(manager, this.#hours, batchSize);
      const ofNewOrders = overdue.filter(({ eventType }) => eventType === orderCreated.type);
      await this.outbox.addAll(manager, ofNewOrders.map(givenUpEvent));
      return overdue;
    });
    if (givenUp.length === 0) return false;
    for (const { id: webhookId, orderId, eventType: type, attempts, lastError } of givenUp) {
      webhooksGivenUp.inc();
      logger.error({ webhookId, orderId, type, attempts, lastError }, `webhook given up, due for ${this.#hours} hours`);
    }
    return givenUp.length >= batchSize;
  }
}

function givenUpEvent(delivery: GivenUpDelivery): NewEvent<typeof deliveryGivenUp> {
  const { id: webhookId, orderId, givenUpAt, attempts, lastError, headers } = delivery;
  return {
    event: deliveryGivenUp,
    data: { orderId, webhookId, givenUpAt: givenUpAt.toISOString(), attempts, lastError },
    causedBy: propagation.extract(ROOT_CONTEXT, headers),
  };
}
