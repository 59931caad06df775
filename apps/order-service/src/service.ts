import { serviceEntry } from '@fairway/catalog';
import { defineService } from '@fairway/service-kit';
import { CreateOrders1764000000000 } from '../migrations/1764000000000-create-orders.js';
import { MeasureOutboxRows1764400000000 } from '../migrations/1764400000000-measure-outbox-rows.js';
import { IndexPendingOrders1764500000000 } from '../migrations/1764500000000-index-pending-orders.js';
import { ParkEvents1764600000000 } from '../migrations/1764600000000-park-events.js';
import { AddUndeliverableOrders1764700000000 } from '../migrations/1764700000000-add-undeliverable-orders.js';
import { CreateProducts1764800000000 } from '../migrations/1764800000000-create-products.js';
import { OrdersModule } from './orders/orders.module.js';

export const service = defineService(serviceEntry('order-service'), {
  modules: [OrdersModule],
  migrations: [
    CreateOrders1764000000000,
    MeasureOutboxRows1764400000000,
    IndexPendingOrders1764500000000,
    ParkEvents1764600000000,
    AddUndeliverableOrders1764700000000,
    CreateProducts1764800000000,
  ],
});
