import { describe, expect, it } from 'vitest';
import { encryption } from './encryption.js';
import { stackWith } from '../../test/support/stack-with.js';

const key = 'arn:aws:kms:us-east-1:111122223333:key/1';
const problems = (resources: Parameters<typeof stackWith>[0]) =>
  encryption(stackWith(resources)).map(({ problem }) => problem);
const brokers = (inTransit: object) => ({
  encryption_info: [
    {
      encryption_at_rest_kms_key_arn: key,
      encryption_in_transit: [{ client_broker: 'TLS', in_cluster: true, ...inTransit }],
    },
  ],
});
const database = { storage_encrypted: true, kms_key_id: key };
const disk = (block: string, values: object) => ({ [block]: [{ encrypted: true, kms_key_id: key, ...values }] });
const postgres = (value: string) => ({ family: 'postgres17', parameter: [{ name: 'rds.force_ssl', value }] });

describe('each storage is encrypted with our key', () => {
  it.each([
    ['aws_cloudtrail', { kms_key_id: key }, { kms_key_id: null }],
    ['aws_cloudwatch_log_group', { kms_key_id: key }, { kms_key_id: '' }],
    ['aws_db_instance', database, { ...database, storage_encrypted: false }],
    ['aws_db_instance', database, { storage_encrypted: true }],
    [
      'aws_db_instance',
      { ...database, manage_master_user_password: true, master_user_secret_kms_key_id: key },
      { ...database, manage_master_user_password: true },
    ],
    ['aws_rds_cluster', database, { ...database, storage_encrypted: null }],
    ['aws_rds_cluster_instance', { performance_insights_enabled: false }, { performance_insights_enabled: true }],
    [
      'aws_rds_cluster_parameter_group',
      { ...postgres('1'), family: 'aurora-postgresql17' },
      { ...postgres('0'), family: 'aurora-postgresql17' },
    ],
    ['aws_db_parameter_group', postgres('1'), postgres('0')],
    [
      'aws_db_parameter_group',
      { family: 'aurora-postgresql17', parameter: [] },
      { family: 'postgres17', parameter: [] },
    ],
    [
      'aws_dynamodb_table',
      { server_side_encryption: [{ enabled: true, kms_key_arn: key }] },
      { server_side_encryption: [{ enabled: true }] },
    ],
    ['aws_ebs_encryption_by_default', { enabled: true }, { enabled: false }],
    ['aws_ebs_volume', { encrypted: true, kms_key_id: key }, { encrypted: true }],
    [
      'aws_ecr_repository',
      { encryption_configuration: [{ encryption_type: 'KMS', kms_key: key }] },
      { encryption_configuration: [{ encryption_type: 'AES256', kms_key: key }] },
    ],
    [
      'aws_eks_cluster',
      { encryption_config: [{ resources: ['secrets'], provider: [{ key_arn: key }] }] },
      { encryption_config: [{ resources: [], provider: [{ key_arn: key }] }] },
    ],
    ['aws_instance', disk('root_block_device', {}), disk('root_block_device', { encrypted: false })],
    [
      'aws_instance',
      disk('root_block_device', {}),
      { ...disk('root_block_device', {}), ...disk('ebs_block_device', { encrypted: false }) },
    ],
    [
      'aws_launch_template',
      { block_device_mappings: [disk('ebs', { encrypted: 'true' })] },
      { block_device_mappings: [disk('ebs', { encrypted: 'false' })] },
    ],
    ['aws_msk_cluster', brokers({}), brokers({ client_broker: 'TLS_PLAINTEXT' })],
    ['aws_msk_cluster', brokers({}), brokers({ in_cluster: false })],
    ['aws_secretsmanager_secret', { kms_key_id: key }, {}],
    ['aws_sns_topic', { kms_master_key_id: key }, { kms_master_key_id: 'alias/aws/sns' }],
    ['aws_sqs_queue', { kms_master_key_id: key }, { sqs_managed_sse_enabled: true }],
    [
      'aws_sqs_queue',
      { name: 'fairway-dev-karpenter', sqs_managed_sse_enabled: true },
      { name: 'fairway-dev-karpenter' },
    ],
    ['aws_codebuild_project', { artifacts: [{ type: 'NO_ARTIFACTS' }] }, { artifacts: [{ type: 'S3' }] }],
  ])('%s: %j, not %j', (type, good, bad) => {
    expect(problems({ [`${type}.this`]: good })).toEqual([]);
    expect(problems({ [`${type}.this`]: bad })).toHaveLength(1);
  });

  it('and a launch template without disks has unencrypted disks', () => {
    expect(problems({ 'aws_launch_template.this': { block_device_mappings: [] } })).toHaveLength(2);
  });
});

describe('a bucket', () => {
  const policy = (statement: object) =>
    JSON.stringify({ Statement: [{ Action: 's3:*', Resource: '*', ...statement }] });
  const refusal = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const judged = (algorithm: string, statements: object, bucket = 'a') =>
    problems({
      'aws_s3_bucket.this': { bucket: 'a' },
      'aws_s3_bucket_policy.this': { bucket: 'a', policy: policy(statements) },
      'aws_s3_bucket_server_side_encryption_configuration.this': {
        bucket,
        rule: [
          {
            apply_server_side_encryption_by_default: [
              { sse_algorithm: algorithm, kms_master_key_id: algorithm === 'AES256' ? '' : key },
            ],
          },
        ],
      },
    });

  it('uses our key and refuses plain HTTP', () => {
    expect(judged('aws:kms', refusal)).toEqual([]);
    expect(judged('AES256', refusal)).toHaveLength(2);
    expect(judged('aws:kms', refusal, 'another')).toHaveLength(2);
    expect(judged('aws:kms', { ...refusal, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })).toEqual([
      expect.stringContaining('its policy'),
    ]);
    expect(judged('aws:kms', { ...refusal, Condition: {} })).toEqual([expect.stringContaining('its policy')]);
    const otherwise = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    expect(judged('aws:kms', { ...refusal, Condition: otherwise })).toEqual([expect.stringContaining('its policy')]);
    const ifTls = { Bool: { 'aws:SecureTransport': 'true' } };
    expect(judged('aws:kms', { ...refusal, Condition: ifTls })).toEqual([expect.stringContaining('its policy')]);
  });

  it("uses S3's key only where load balancers write", () => {
    const delivery = {
      Statement: [
        refusal,
        {
          Effect: 'Allow',
          Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: '*',
        },
      ],
    };
    const resources = {
      'aws_s3_bucket.this': { bucket: 'a' },
      'aws_s3_bucket_policy.this': {
        bucket: 'a',
        policy: JSON.stringify({
          Statement: delivery.Statement.map((statement) => ({ Action: 's3:*', Resource: '*', ...statement })),
        }),
      },
    };
    expect(problems(resources)).toEqual([]);
  });
});

describe('an unclassified type', () => {
  it('is a finding when it has an encryption argument', () => {
    expect(problems({ 'aws_efs_file_system.this': { encrypted: true } })).toEqual([
      expect.stringContaining('aws_efs_file_system has encrypted'),
    ]);
    expect(problems({ 'aws_backup_vault.this': { kms_key_arn: key } })).toHaveLength(1);
    expect(problems({ 'aws_something.this': { disk: [{ kms_key: null }] } })).toHaveLength(1);
  });

  it('is ignored otherwise', () => {
    expect(problems({ 'aws_subnet.this': { cidr_block: '10.1.1.0/24' } })).toEqual([]);
  });
});
