import { HourlyPruning } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';

/** Deletes deliveries 30 days after they were accepted, given up or withdrawn; until then they show what happened. */
@Injectable()
export class WebhookPruning extends HourlyPruning {
  constructor(deliveries: WebhookDeliveriesRepository) {
    super('old webhook deliveries', (limit) => deliveries.prune(limit));
  }
}
