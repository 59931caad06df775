import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { OrdersRepository } from './orders.repository.js';

/** An order that stays pending has lost its event somewhere, or its consumer is away: nobody else would notice. */
@Injectable()
export class PendingOrdersMetric implements OnApplicationBootstrap {
  constructor(private readonly orders: OrdersRepository) {}

  onApplicationBootstrap(): void {
    const { orders } = this;
    new Gauge({
      name: 'orders_oldest_pending_seconds',
      help: 'Age of the oldest order that is pending; 0 when no order is pending',
      async collect() {
        // A gauge that cannot be read must not cost the scrape all the others.
        this.set(await orders.oldestPendingSeconds().catch(() => NaN));
      },
    });
  }
}
