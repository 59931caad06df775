export * from './analytics.js';
export * from './delivery-events.js';
export * from './notification-events.js';
export * from './notifications.js';
export * from './order-events.js';
export * from './orders.js';
export * from './products.js';
