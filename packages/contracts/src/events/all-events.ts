import { deliveryAccepted, deliveryGivenUp } from './delivery-events.js';
import type { EventDefinition } from './event.js';
import { notificationDelivered, notificationRequested } from './notification-events.js';
import { orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from './order-events.js';
import { userRegistered } from './user-events.js';

/** Every event of the platform; the schemas under `schemas/` and the AsyncAPI document are rendered from it. */
export const allEvents = [
  orderCreated,
  orderCancelled,
  orderProcessed,
  orderUndeliverable,
  deliveryAccepted,
  deliveryGivenUp,
  userRegistered,
  notificationRequested,
  notificationDelivered,
] as const satisfies readonly EventDefinition[];

export type EventType = (typeof allEvents)[number]['type'];
