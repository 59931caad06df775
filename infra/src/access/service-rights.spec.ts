import type { Catalog, Service, Topic } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import type { EnvironmentResources } from './environment-resources.js';
import { questionsAbout } from './service-questions.js';
import { rightsNeededBy } from './service-rights.js';

const secret = (service: string, name: string) =>
  `arn:aws:secretsmanager:us-east-1:111122223333:secret:fairway/dev/${service}/${name}-a1b2c3`;
const kafka = (kind: string, name = '') =>
  `arn:aws:kafka:us-east-1:111122223333:${kind}/fairway-dev-kafka/0a1b-1${name}`;
const key = 'arn:aws:kms:us-east-1:111122223333:key/secrets';

const topic = (type: string): Topic => ({
  partitions: 1,
  retentionMs: 1,
  key: 'id',
  events: [{ type }],
  dlq: { retentionMs: 1 },
});
const service = (declared: Partial<Service>): Service => ({
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
  ...declared,
});

const catalog: Catalog = {
  topics: {
    orders: topic('order.created'),
    deliveries: topic('delivery.accepted'),
    users: topic('user.registered'),
    events: topic('notification.delivered'),
  },
  databases: { auth: { role: 'auth_service' }, orders: { role: 'order_service' }, events: { role: 'event_processor' } },
  secrets: {},
  environments: {},
  services: {
    'api-gateway': service({ secrets: ['PSEUDONYM_KEY'] }),
    'auth-service': service({ produces: ['user.registered'], database: 'auth' }),
    'order-service': service({ produces: ['order.created'], consumes: ['delivery.accepted'], database: 'orders' }),
    'export-service': service({
      buckets: { exports: { purpose: 'exports', readers: ['report-service'], expirationDays: 30 } },
    }),
    'report-service': service({}),
    'event-processor': service({
      produces: ['delivery.accepted', 'notification.delivered'],
      consumes: ['order.created', 'user.registered'],
      database: 'events',
      secrets: ['PARTNER_WEBHOOK_SECRET'],
    }),
  },
};

const environment: EnvironmentResources = {
  kafkaClusterArn: kafka('cluster'),
  databaseResourceId: 'db-ABC',
  masterUser: 'platform_admin',
  serviceSecretArns: {
    'api-gateway': { PSEUDONYM_KEY: secret('api-gateway', 'PSEUDONYM_KEY') },
    'order-service': { DATABASE_URL: secret('order-service', 'DATABASE_URL') },
    'event-processor': {
      DATABASE_URL: secret('event-processor', 'DATABASE_URL'),
      PARTNER_WEBHOOK_SECRET: secret('event-processor', 'PARTNER_WEBHOOK_SECRET'),
    },
  },
  otherSecretArns: ['arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-a1b2c3'],
  secretsKeyArn: key,
  databaseKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/database',
  serviceBucketArns: { exports: 'arn:aws:s3:::fairway-dev-exports' },
  platformBucketArns: ['arn:aws:s3:::fairway-dev-backups'],
  storageKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/storage',
};

const lines = (name: string, of = environment) => [
  ...new Set(rightsNeededBy(name, catalog, of).map(({ action, resource }) => `${action} ${resource}`)),
];

describe('what a service needs', () => {
  it('order-service: writes its topic, reads deliveries, writes the dead letters of that, its group, role and secret', () => {
    expect(lines('order-service').sort()).toEqual(
      [
        `kafka-cluster:Connect ${kafka('cluster')}`,
        `kafka-cluster:WriteDataIdempotently ${kafka('cluster')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/orders')}`,
        `kafka-cluster:WriteData ${kafka('topic', '/orders')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/deliveries')}`,
        `kafka-cluster:ReadData ${kafka('topic', '/deliveries')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/deliveries.dlq')}`,
        `kafka-cluster:WriteData ${kafka('topic', '/deliveries.dlq')}`,
        `kafka-cluster:DescribeGroup ${kafka('group', '/order-service')}`,
        `kafka-cluster:AlterGroup ${kafka('group', '/order-service')}`,
        'rds-db:connect arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/order_service',
        `secretsmanager:GetSecretValue ${secret('order-service', 'DATABASE_URL')}`,
        `secretsmanager:DescribeSecret ${secret('order-service', 'DATABASE_URL')}`,
        `kms:Decrypt ${key}`,
      ].sort(),
    );
  });

  it('the key only through Secrets Manager, and for its own secret', () => {
    expect(
      rightsNeededBy('order-service', catalog, environment).find(({ action }) => action === 'kms:Decrypt')?.context,
    ).toEqual({
      'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
      'kms:EncryptionContext:SecretARN': secret('order-service', 'DATABASE_URL'),
    });
  });

  it('api-gateway: its one secret', () => {
    const arn = secret('api-gateway', 'PSEUDONYM_KEY');
    expect(lines('api-gateway')).toEqual([
      `secretsmanager:GetSecretValue ${arn}`,
      `secretsmanager:DescribeSecret ${arn}`,
      `kms:Decrypt ${key}`,
    ]);
  });

  it('event-processor: what it only writes has no dead letters and no reading', () => {
    expect(lines('event-processor')).toContain(`kafka-cluster:WriteData ${kafka('topic', '/events')}`);
    expect(lines('event-processor')).not.toContain(`kafka-cluster:ReadData ${kafka('topic', '/events')}`);
    expect(lines('event-processor')).not.toContain(`kafka-cluster:WriteData ${kafka('topic', '/events.dlq')}`);
  });

  it('nothing of Kafka where it runs in the cluster', () => {
    const strimzi = { ...environment, kafkaClusterArn: null };
    expect(lines('order-service', strimzi).filter((line) => line.startsWith('kafka'))).toEqual([]);
    expect(questionsAbout(catalog, strimzi).filter(({ action }) => action.startsWith('kafka-cluster'))).toEqual([]);
  });

  it('of a bucket: to write and read it for its owner, to read it for a reader, and its key for that', () => {
    const bucket = 'arn:aws:s3:::fairway-dev-exports';
    const reading = [
      `s3:ListBucket ${bucket}`,
      `s3:GetObject ${bucket}/any`,
      `kms:Decrypt ${environment.storageKeyArn}`,
    ];
    expect(lines('report-service').sort()).toEqual([...reading].sort());
    expect(lines('export-service').sort()).toEqual(
      [
        ...reading,
        ...['PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map(
          (action) => `s3:${action} ${bucket}/any`,
        ),
        `kms:GenerateDataKey ${environment.storageKeyArn}`,
      ].sort(),
    );
  });

  it('a secret that was not made is an error', () => {
    expect(() => rightsNeededBy('auth-service', catalog, environment)).toThrow(
      'auth-service needs the secret DATABASE_URL',
    );
  });
});

describe('what is asked', () => {
  const asked = new Set(questionsAbout(catalog, environment).map(({ action, resource }) => `${action} ${resource}`));

  it.each([
    `kafka-cluster:DeleteTopic ${kafka('topic', '/users.dlq')}`,
    `kafka-cluster:WriteData ${kafka('topic', '/orders.old')}`,
    `kafka-cluster:AlterGroup ${kafka('group', '/event-processor-2')}`,
    'rds-db:connect arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/platform_admin',
    `secretsmanager:GetSecretValue ${environment.otherSecretArns[0]}`,
    `secretsmanager:PutSecretValue ${secret('order-service', 'DATABASE_URL')}`,
    `kms:Decrypt ${environment.databaseKeyArn}`,
    's3:GetObject arn:aws:s3:::fairway-dev-backups/any',
  ])('%s', (line) => expect(asked).toContain(line));

  it('each of what a service needs', () => {
    expect(lines('event-processor').filter((line) => !asked.has(line))).toEqual([]);
  });
});
