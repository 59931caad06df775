import type { Service } from './model.js';

/** The entry of a service that declares nothing; tests add what they need. */
export const bareService = {
  description: 'a service',
  kind: 'http',
  portOffset: 50,
  calls: [],
  produces: [],
  consumes: [],
  database: null,
  settings: {},
  secrets: [],
  buckets: {},
  heapMb: 256,
} as const satisfies Service;
