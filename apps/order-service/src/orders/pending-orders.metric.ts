import { gaugesReadOnScrape } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OrdersRepository } from './orders.repository.js';

/** When an order stays pending, its event was lost or its consumer is not working. Nothing else reports that. */
@Injectable()
export class PendingOrdersMetric implements OnApplicationBootstrap {
  constructor(private readonly orders: OrdersRepository) {}

  onApplicationBootstrap(): void {
    gaugesReadOnScrape(
      { orders_oldest_pending_seconds: 'Age of the oldest pending order; 0 when no order is pending' },
      async () => ({ orders_oldest_pending_seconds: await this.orders.oldestPendingSeconds() }),
    );
  }
}
