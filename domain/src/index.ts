import type { Domain } from '@fairway/catalog';
import { ordersLoad } from './load.js';
import { republishCommand } from './republish-command.js';

// Every command loads this file; parts that only one of them needs are loaded when it runs.
export const domain: Domain = {
  entity: {
    name: 'order',
    plural: 'orders',
    withArticle: 'an order',
    service: 'order-service',
    idName: 'orderId',
    idHint: 'Take the id from the answer of POST /api/orders, or list orders with GET /api/orders.',
  },
  sample: async (platform, token) => (await import('./sample-order.js')).placeSampleOrder(platform, token),
  smoke: async (platform, run) => (await import('./smoke-test.js')).smokeTest(platform, run),
  load: ordersLoad,
  commands: [republishCommand],
};
