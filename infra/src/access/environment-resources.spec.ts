import { expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { environmentResources, handoverOf } from './environment-resources.js';

const handover = {
  kafka: { cluster_arn: 'arn:kafka' },
  database: { resource_id: 'db-1', master_secret_arn: 'arn:master', kms_key_arn: 'arn:key/database' },
  secrets: { 'stock-service': { DATABASE_URL: 'arn:url' } },
  secrets_kms_key_arn: 'arn:key/secrets',
  buckets: { backups: { arn: 'arn:backups' } },
  service_buckets: { exports: { arn: 'arn:exports' } },
  storage_kms_key_arn: 'arn:key/storage',
};

it.each([
  ['aws_db_instance.this', { username: 'platform_admin' }],
  ['aws_rds_cluster.this', { master_username: 'platform_admin' }],
])('the resources of an environment whose database is %s', (address, values) => {
  const stack = stackWith({
    'aws_ssm_parameter.other': { insecure_value: '{}' },
    'aws_ssm_parameter.handover': { insecure_value: JSON.stringify(handover) },
    'aws_secretsmanager_secret.service': { arn: 'arn:url' },
    'aws_secretsmanager_secret.platform': { arn: 'arn:grafana' },
    [address]: values,
  });
  expect(environmentResources(stack)).toEqual({
    kafkaClusterArn: 'arn:kafka',
    databaseResourceId: 'db-1',
    masterUser: 'platform_admin',
    serviceSecretArns: { 'stock-service': { DATABASE_URL: 'arn:url' } },
    otherSecretArns: ['arn:master', 'arn:grafana'],
    secretsKeyArn: 'arn:key/secrets',
    databaseKeyArn: 'arn:key/database',
    serviceBucketArns: { exports: 'arn:exports' },
    platformBucketArns: ['arn:backups'],
    storageKeyArn: 'arn:key/storage',
  });
});

it('a stack without a hand-over is an error', () => {
  expect(() => handoverOf(stackWith({}))).toThrow('no aws_ssm_parameter.handover');
});
