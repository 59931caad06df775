import { bareService, type Catalog, type Service, type Topic } from '@fairway/catalog';
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
const service = (declared: Partial<Service>): Service => ({ ...bareService, ...declared });

const catalog: Catalog = {
  topics: {
    sales: topic('sale.made'),
    parcels: topic('parcel.sent'),
    users: topic('user.registered'),
    letters: topic('letter.sent'),
  },
  databases: { auth: { role: 'auth_service' }, sales: { role: 'shop_service' }, letters: { role: 'post_service' } },
  secrets: {},
  environments: {},
  standIns: {},
  services: {
    'api-gateway': service({ secrets: ['PSEUDONYM_KEY'] }),
    'auth-service': service({ produces: ['user.registered'], database: 'auth' }),
    'shop-service': service({ produces: ['sale.made'], consumes: ['parcel.sent'], database: 'sales' }),
    'export-service': service({
      buckets: { exports: { purpose: 'exports', readers: ['report-service'], expirationDays: 30 } },
    }),
    'report-service': service({}),
    'post-service': service({
      produces: ['parcel.sent', 'letter.sent'],
      consumes: ['sale.made', 'user.registered'],
      database: 'letters',
      secrets: ['POST_KEY'],
    }),
  },
};

const environment: EnvironmentResources = {
  kafkaClusterArn: kafka('cluster'),
  databaseResourceId: 'db-ABC',
  masterUser: 'platform_admin',
  serviceSecretArns: {
    'api-gateway': { PSEUDONYM_KEY: secret('api-gateway', 'PSEUDONYM_KEY') },
    'shop-service': { DATABASE_URL: secret('shop-service', 'DATABASE_URL') },
    'post-service': {
      DATABASE_URL: secret('post-service', 'DATABASE_URL'),
      POST_KEY: secret('post-service', 'POST_KEY'),
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

describe('the rights that a service needs', () => {
  it('shop-service: writes its topic, reads parcels, writes its dead letters, and uses its group, role and secret', () => {
    expect(lines('shop-service').sort()).toEqual(
      [
        `kafka-cluster:Connect ${kafka('cluster')}`,
        `kafka-cluster:WriteDataIdempotently ${kafka('cluster')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/sales')}`,
        `kafka-cluster:WriteData ${kafka('topic', '/sales')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/parcels')}`,
        `kafka-cluster:ReadData ${kafka('topic', '/parcels')}`,
        `kafka-cluster:DescribeTopic ${kafka('topic', '/parcels.dlq')}`,
        `kafka-cluster:WriteData ${kafka('topic', '/parcels.dlq')}`,
        `kafka-cluster:DescribeGroup ${kafka('group', '/shop-service')}`,
        `kafka-cluster:AlterGroup ${kafka('group', '/shop-service')}`,
        'rds-db:connect arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/shop_service',
        `secretsmanager:GetSecretValue ${secret('shop-service', 'DATABASE_URL')}`,
        `secretsmanager:DescribeSecret ${secret('shop-service', 'DATABASE_URL')}`,
        `kms:Decrypt ${key}`,
      ].sort(),
    );
  });

  it("allows the key only through Secrets Manager, and only for the service's own secret", () => {
    expect(
      rightsNeededBy('shop-service', catalog, environment).find(({ action }) => action === 'kms:Decrypt')?.context,
    ).toEqual({
      'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
      'kms:EncryptionContext:SecretARN': secret('shop-service', 'DATABASE_URL'),
    });
  });

  it('api-gateway: its only secret', () => {
    const arn = secret('api-gateway', 'PSEUDONYM_KEY');
    expect(lines('api-gateway')).toEqual([
      `secretsmanager:GetSecretValue ${arn}`,
      `secretsmanager:DescribeSecret ${arn}`,
      `kms:Decrypt ${key}`,
    ]);
  });

  it('post-service: topics that it only writes have no dead letters and are not read', () => {
    expect(lines('post-service')).toContain(`kafka-cluster:WriteData ${kafka('topic', '/letters')}`);
    expect(lines('post-service')).not.toContain(`kafka-cluster:ReadData ${kafka('topic', '/letters')}`);
    expect(lines('post-service')).not.toContain(`kafka-cluster:WriteData ${kafka('topic', '/letters.dlq')}`);
  });

  it('has no Kafka rights when Kafka runs in the cluster', () => {
    const strimzi = { ...environment, kafkaClusterArn: null };
    expect(lines('shop-service', strimzi).filter((line) => line.startsWith('kafka'))).toEqual([]);
    expect(questionsAbout(catalog, strimzi).filter(({ action }) => action.startsWith('kafka-cluster'))).toEqual([]);
  });

  it('for a bucket: its owner writes and reads it, a reader reads it, and both use its key for that', () => {
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

  it('a missing secret is an error', () => {
    expect(() => rightsNeededBy('auth-service', catalog, environment)).toThrow(
      'auth-service needs the secret DATABASE_URL',
    );
  });
});

describe('the questions', () => {
  const asked = new Set(questionsAbout(catalog, environment).map(({ action, resource }) => `${action} ${resource}`));

  it.each([
    `kafka-cluster:DeleteTopic ${kafka('topic', '/users.dlq')}`,
    `kafka-cluster:WriteData ${kafka('topic', '/users.old')}`,
    `kafka-cluster:AlterGroup ${kafka('group', '/user-service-2')}`,
    'rds-db:connect arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/platform_admin',
    `secretsmanager:GetSecretValue ${environment.otherSecretArns[0]}`,
    `secretsmanager:PutSecretValue ${secret('shop-service', 'DATABASE_URL')}`,
    `kms:Decrypt ${environment.databaseKeyArn}`,
    's3:GetObject arn:aws:s3:::fairway-dev-backups/any',
  ])('%s', (line) => expect(asked).toContain(line));

  it('include every right that a service needs', () => {
    expect(lines('post-service').filter((line) => !asked.has(line))).toEqual([]);
  });
});
