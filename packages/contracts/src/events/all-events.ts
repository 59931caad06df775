import type { EventDefinition } from './event.js';
import { notificationDelivered, notificationRequested } from './notification-events.js';
import { orderCancelled, orderCreated, orderProcessed } from './order-events.js';
import { userRegistered } from './user-events.js';

/** Every event of the platform; the schemas under `schemas/` and the AsyncAPI document are rendered from it. */
export const allEvents = [
  orderCreated,
  orderCancelled,
  orderProcessed,
  userRegistered,
  notificationRequested,
  notificationDelivered,
] as const satisfies readonly EventDefinition[];

export type EventType = (typeof allEvents)[number]['type'];
