import { declareServices, type KnownTo } from './declare-services.js';
import { everywhere } from './environments.js';
import type { Service } from './model.js';
import { projectName } from './product.js';

/** For every service that accepts access tokens, and the one that issues them. */
const tokenSettings = { TOKEN_AUDIENCE: everywhere(projectName) };

export const services = declareServices({
  'api-gateway': {
    description: 'Public REST edge: routing, token check, rate limits, OpenAPI',
    kind: 'edge',
    portOffset: 0,
    calls: ['auth-service', 'user-service', 'order-service', 'event-processor'],
    produces: [],
    consumes: [],
    database: null,
    settings: {
      ...tokenSettings,
      // The benchmark's load comes from one address and few accounts.
      RATE_LIMIT_AUTH_PER_MINUTE: { local: 6_000, dev: 60, production: 60 },
      RATE_LIMIT_API_PER_MINUTE: { local: 1_000_000, dev: 6_000, production: 6_000 },
    },
    secrets: ['PSEUDONYM_KEY'],
    buckets: {},
    heapMb: 256,
    deployment: {
      capacity: 'spot',
      cpuMillis: 250,
      memoryMb: 640,
      scaleOn: { cpuPercent: 70 },
      replicas: { local: { min: 2, max: 4 }, dev: { min: 2, max: 4 }, production: { min: 3, max: 10 } },
    },
    objectives: {
      availability: { percent: 99.9 },
      latency: { percent: 99, withinSeconds: 0.5 },
      freshness: null,
      processes: {},
    },
  },
  'auth-service': {
    description: 'Accounts, login, rotating refresh tokens, public keys',
    kind: 'http',
    portOffset: 1,
    calls: [],
    produces: ['user.registered'],
    consumes: [],
    database: 'auth',
    settings: {
      ...tokenSettings,
      ADMIN_EMAIL: {
        local: 'admin@fairway.example',
        dev: 'admin@fairway.example',
        production: 'admin@fairway.example',
      },
    },
    secrets: ['TOKEN_SIGNING_KEY', 'ADMIN_PASSWORD', 'PSEUDONYM_KEY'],
    buckets: {},
    heapMb: 256,
    deployment: {
      capacity: 'spot',
      cpuMillis: 500,
      memoryMb: 640,
      scaleOn: { cpuPercent: 70 },
      replicas: { local: { min: 1, max: 2 }, dev: { min: 2, max: 2 }, production: { min: 2, max: 6 } },
    },
    objectives: {
      availability: { percent: 99.9 },
      // Hashing a password takes most of it, by intent.
      latency: { percent: 99, withinSeconds: 1 },
      freshness: null,
      processes: {},
    },
  },
  'user-service': {
    description: 'Profiles; learns of accounts from events',
    kind: 'http',
    portOffset: 2,
    calls: ['auth-service'],
    produces: [],
    consumes: ['user.registered'],
    database: 'users',
    settings: tokenSettings,
    secrets: [],
    buckets: {},
    heapMb: 256,
    deployment: {
      capacity: 'spot',
      cpuMillis: 250,
      memoryMb: 640,
      scaleOn: { cpuPercent: 70 },
      replicas: { local: { min: 1, max: 2 }, dev: { min: 2, max: 2 }, production: { min: 2, max: 6 } },
    },
    objectives: {
      availability: { percent: 99.9 },
      latency: { percent: 99, withinSeconds: 0.25 },
      freshness: { percent: 99, withinSeconds: 30 },
      processes: {},
    },
  },
  'order-service': {
    description: 'Orders: create, read, list, cancel; products and their prices',
    kind: 'http',
    portOffset: 3,
    calls: ['auth-service'],
    produces: ['order.created', 'order.cancelled', 'order.processed', 'order.undeliverable'],
    consumes: ['delivery.accepted', 'delivery.given-up'],
    database: 'orders',
    settings: tokenSettings,
    secrets: [],
    buckets: {},
    heapMb: 256,
    deployment: {
      capacity: 'spot',
      cpuMillis: 500,
      memoryMb: 640,
      scaleOn: { cpuPercent: 70 },
      replicas: { local: { min: 2, max: 4 }, dev: { min: 2, max: 3 }, production: { min: 3, max: 10 } },
    },
    objectives: {
      availability: { percent: 99.9 },
      latency: { percent: 99, withinSeconds: 0.25 },
      freshness: { percent: 99, withinSeconds: 30 },
      processes: {
        'order-processed': {
          description: 'from a new order to a processed one',
          histogram: 'orders_time_to_processed_seconds',
          percent: 99,
          withinSeconds: 30,
        },
      },
    },
  },
  'event-processor': {
    description: 'Analytics, signed partner webhooks, notifications',
    kind: 'worker',
    portOffset: 4,
    calls: ['auth-service'],
    produces: ['delivery.accepted', 'delivery.given-up', 'notification.requested', 'notification.delivered'],
    consumes: [
      'order.created',
      'order.cancelled',
      'order.processed',
      'order.undeliverable',
      'user.registered',
      'notification.requested',
    ],
    database: 'events',
    settings: {
      ...tokenSettings,
      PARTNER_WEBHOOK_URL: {
        local: { localServer: 'partner-sandbox', path: '/webhooks' },
        // Examples, which `./fairway adopt` replaces.
        dev: 'https://partner.example/webhooks',
        production: 'https://partner.example/webhooks',
      },
    },
    secrets: ['PARTNER_WEBHOOK_SECRET'],
    buckets: {},
    heapMb: 256,
    deployment: {
      capacity: 'on-demand',
      cpuMillis: 500,
      memoryMb: 640,
      scaleOn: { waitingRecords: 500 },
      replicas: { local: { min: 1, max: 3 }, dev: { min: 1, max: 2 }, production: { min: 2, max: 6 } },
    },
    objectives: {
      availability: { percent: 99.9 },
      latency: { percent: 99, withinSeconds: 0.5 },
      freshness: { percent: 99, withinSeconds: 30 },
      processes: {},
    },
  },
});

export type ServiceName = keyof typeof services;

export const serviceNames = Object.keys(services) as ServiceName[];

/** A service of the catalogue; `services[name]` has its exact type. */
export type DeclaredService = Service<KnownTo<ServiceName>>;

/** The events that a service may publish, and those that it handles. */
export type Produced<Name extends ServiceName> = (typeof services)[Name]['produces'][number];
export type Consumed<Name extends ServiceName> = (typeof services)[Name]['consumes'][number];
