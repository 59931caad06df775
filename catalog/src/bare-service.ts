import { everywhere } from './environments.js';
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
  deployment: {
    capacity: 'spot',
    cpuMillis: 100,
    memoryMb: 640,
    scaleOn: { cpuPercent: 70 },
    replicas: everywhere({ min: 1, max: 1 }),
  },
  objectives: {
    availability: { percent: 99.9 },
    latency: { percent: 99, withinSeconds: 0.5 },
    freshness: null,
    processes: {},
  },
} as const satisfies Service;
