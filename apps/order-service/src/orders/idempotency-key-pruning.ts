import { HourlyPruning } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { OrdersRepository } from './orders.repository.js';

/** Deletes idempotency keys after a day, the time for which the API promises to remember them. */
@Injectable()
export class IdempotencyKeyPruning extends HourlyPruning {
  constructor(orders: OrdersRepository) {
    super('old idempotency keys', (limit) => orders.pruneIdempotencyKeys(limit));
  }
}
