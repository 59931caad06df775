import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { OrdersRepository } from './orders.repository.js';

/** When an order stays pending, its event was lost or its consumer is not working. Nothing else reports that. */
@Injectable()
export class PendingOrdersMetric implements OnApplicationBootstrap {
  constructor(private readonly orders: OrdersRepository) {}

  onApplicationBootstrap(): void {
    const { orders } = this;
    new Gauge({
      name: 'orders_oldest_pending_seconds',
      help: 'Age of the oldest pending order; 0 when no order is pending',
      async collect() {
        // An unreadable gauge must not make the whole scrape fail.
        this.set(await orders.oldestPendingSeconds().catch(() => NaN));
      },
    });
  }
}
