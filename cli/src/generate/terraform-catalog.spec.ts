import { bareService, type Catalog, type Service } from '@fairway/catalog';
import { expect, it } from 'vitest';
import { renderTerraformCatalog } from './terraform-catalog.js';

const service = (declared: Partial<Service>): Service => ({ ...bareService, ...declared });

const kafka = { brokers: 2, replicationFactor: 2, minInsyncReplicas: 1 };

const catalog: Catalog = {
  topics: {
    stock: {
      partitions: 3,
      retentionMs: 1_000,
      key: 'id',
      events: [{ type: 'stock.reserved' }],
      dlq: { retentionMs: 2_000 },
    },
  },
  databases: { stock: { role: 'stock_service' } },
  secrets: { API_KEY: { generate: 'text', bytes: 32, encoding: 'base64url' } },
  environments: { local: { description: '', kafka }, dev: { description: '', kafka } },
  standIns: {},
  services: {
    stock: service({
      produces: ['stock.reserved'],
      database: 'stock',
      settings: {
        OTHERS_URL: { local: { localServer: 'sandbox', path: '/' }, dev: 'https://others.example' },
      },
      secrets: ['API_KEY'],
      buckets: { counts: { purpose: 'Counts of the year', readers: ['shop'], expirationDays: 400 } },
    }),
    shop: service({ consumes: ['stock.reserved'] }),
  },
};

it('gives Terraform the topics, database, AWS settings, secrets and buckets of each service', () => {
  const { topics, services, buckets, environments } = JSON.parse(renderTerraformCatalog(catalog).content) as Record<
    string,
    unknown
  >;
  expect(topics).toMatchObject({
    stock: { partitions: 3, retention_ms: 1_000 },
    'stock.dlq': { partitions: 3, retention_ms: 2_000 },
  });
  expect(services).toEqual({
    stock: {
      kind: 'http',
      produces: ['stock'],
      consumes: [],
      dead_letters: [],
      consumer_group: null,
      database: { name: 'stock', role: 'stock_service' },
      settings: { dev: { OTHERS_URL: 'https://others.example' } },
      secrets: ['DATABASE_URL', 'API_KEY'],
      buckets: { counts: 'write' },
    },
    shop: {
      kind: 'http',
      produces: [],
      consumes: ['stock'],
      dead_letters: ['stock.dlq'],
      consumer_group: 'shop',
      database: null,
      settings: { dev: {} },
      secrets: [],
      buckets: { counts: 'read' },
    },
  });
  expect(buckets).toEqual({ counts: { expiration_days: 400 } });
  expect(environments).toEqual({ dev: { kafka: { brokers: 2, replication_factor: 2, min_insync_replicas: 1 } } });
});
