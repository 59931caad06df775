import type { EventDefinition } from '../events/event.js';
import { deliveryAccepted, deliveryGivenUp } from './delivery-events.js';
import { notificationDelivered, notificationRequested } from './notification-events.js';
import { orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from './order-events.js';

export const domainEvents = [
  orderCreated,
  orderCancelled,
  orderProcessed,
  orderUndeliverable,
  deliveryAccepted,
  deliveryGivenUp,
  notificationRequested,
  notificationDelivered,
] as const satisfies readonly EventDefinition[];
