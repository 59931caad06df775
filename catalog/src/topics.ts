import {
  deliveryAccepted,
  deliveryGivenUp,
  notificationDelivered,
  notificationRequested,
  orderCancelled,
  orderCreated,
  orderProcessed,
  orderUndeliverable,
  userRegistered,
} from '@fairway/contracts';
import type { Topic } from './model.js';

const daysMs = (days: number) => days * 24 * 60 * 60 * 1000;

// Dead letters outlive the records around them: an operator has to find, fix and replay them.
const dlq = { retentionMs: daysMs(30) };

export const topics = {
  orders: {
    partitions: 6,
    retentionMs: daysMs(7),
    key: 'order id',
    events: [orderCreated, orderCancelled, orderProcessed, orderUndeliverable],
    dlq,
  },
  deliveries: {
    partitions: 6,
    retentionMs: daysMs(7),
    key: 'order id',
    events: [deliveryAccepted, deliveryGivenUp],
    dlq,
  },
  users: { partitions: 3, retentionMs: daysMs(7), key: 'user id', events: [userRegistered], dlq },
  notifications: { partitions: 3, retentionMs: daysMs(3), key: 'user id', events: [notificationRequested], dlq },
  events: { partitions: 3, retentionMs: daysMs(7), key: 'user id', events: [notificationDelivered], dlq },
} as const satisfies Record<string, Topic>;

/**
 * Records which dead letters were replayed or discarded. Its marks outlive the letters, whose segments are deleted
 * late.
 */
export const settledLettersTopic = {
  name: 'dead-letters.settled',
  partitions: 1,
  retentionMs: 2 * dlq.retentionMs,
} as const;

export type TopicName = keyof typeof topics;

/** The type of an event that a topic carries; a service handles and publishes no other. */
export type CarriedEvent = (typeof topics)[TopicName]['events'][number]['type'];
