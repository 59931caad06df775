import { describe, expect, it } from 'vitest';
import { retention } from './retention.js';
import { ofDev, stackWith } from '../../test/support/stack-with.js';
import type { Run } from './finding.js';

const versioning = {
  'aws_s3_bucket_versioning.this': { bucket: 'a', versioning_configuration: [{ status: 'Enabled' }] },
};

// The environment comes from the run: a resource with a wrong or missing tag is judged as well.
const problems = (type: string, values: Record<string, unknown>, environment: Run['environment'] = 'dev') =>
  retention(stackWith({ ...versioning, [`${type}.this`]: { ...values, tags_all: null } }), {
    ...ofDev,
    environment,
  }).map(({ problem }) => problem);

const backups = { backup_retention_period: 7 };
const keptBackups = { point_in_time_recovery: [{ enabled: true }] };

describe('kept long enough, but not longer', () => {
  it.each([
    ['aws_cloudwatch_log_group', { retention_in_days: 30 }, { retention_in_days: 0 }],
    ['aws_cloudwatch_log_group', { retention_in_days: 365 }, { retention_in_days: null }],
    ['aws_cloudwatch_log_group', { retention_in_days: 30 }, { retention_in_days: 7 }],
    [
      'aws_s3_bucket_lifecycle_configuration',
      { rule: [{ expiration: [{ days: 30 }] }, { expiration: [] }] },
      { rule: [{ expiration: [{ days: 365 }] }, { expiration: [{ days: 1 }] }] },
    ],
    [
      'aws_s3_bucket_lifecycle_configuration',
      { rule: [{ filter: [{ prefix: '' }], noncurrent_version_expiration: [{ noncurrent_days: 7 }] }] },
      { rule: [{ filter: [{ prefix: '' }], noncurrent_version_expiration: [{ noncurrent_days: 1 }] }] },
    ],
    ['aws_s3_bucket', { bucket: 'a' }, { bucket: 'b' }],
    ['aws_secretsmanager_secret', { recovery_window_in_days: 7 }, { recovery_window_in_days: 0 }],
    ['aws_ecr_repository', { image_tag_mutability: 'IMMUTABLE' }, { image_tag_mutability: 'MUTABLE' }],
    [
      'aws_ecr_repository',
      {
        image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION',
        image_tag_mutability_exclusion_filter: [{ filter: 'latest', filter_type: 'WILDCARD' }],
      },
      {
        image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION',
        image_tag_mutability_exclusion_filter: [{ filter: 'v*', filter_type: 'WILDCARD' }],
      },
    ],
    [
      'aws_msk_configuration',
      { server_properties: 'a=b\nunclean.leader.election.enable=false' },
      { server_properties: 'unclean.leader.election.enable=true' },
    ],
    ['aws_db_instance', backups, { backup_retention_period: 6 }],
    ['aws_rds_cluster', backups, {}],
    ['aws_dynamodb_table', keptBackups, { point_in_time_recovery: [{ enabled: false }] }],
  ])('%s: %j, not %j', (type, good, bad) => {
    expect(problems(type, good)).toEqual([]);
    expect(problems(type, bad)).toHaveLength(1);
  });
});

describe('everything except dev is protected', () => {
  it.each([
    [
      'aws_db_instance',
      { ...backups, deletion_protection: true, skip_final_snapshot: false },
      { ...backups, deletion_protection: false, skip_final_snapshot: false },
    ],
    [
      'aws_rds_cluster',
      { ...backups, deletion_protection: true },
      { ...backups, deletion_protection: true, skip_final_snapshot: true },
    ],
    ['aws_eks_cluster', { deletion_protection: true }, { deletion_protection: null }],
    ['aws_dynamodb_table', { ...keptBackups, deletion_protection_enabled: true }, keptBackups],
    ['aws_s3_bucket', { bucket: 'a', force_destroy: false }, { bucket: 'a', force_destroy: true }],
    [
      'aws_rds_cluster',
      { ...backups, deletion_protection: true, delete_automated_backups: false },
      { ...backups, deletion_protection: true, delete_automated_backups: true },
    ],
    [
      'aws_msk_configuration',
      { server_properties: 'unclean.leader.election.enable=false\nmin.insync.replicas=2' },
      { server_properties: 'unclean.leader.election.enable=false\nmin.insync.replicas=1' },
    ],
    ['aws_route53_zone', { force_destroy: false }, { force_destroy: true }],
    ['aws_kms_key', { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }],
    ['aws_secretsmanager_secret', { recovery_window_in_days: 30 }, { recovery_window_in_days: 7 }],
    [
      'aws_ecr_repository',
      { image_tag_mutability: 'IMMUTABLE', force_delete: false },
      { image_tag_mutability: 'IMMUTABLE', force_delete: true },
    ],
  ])('%s: %j, not %j', (type, good, bad) => {
    for (const environment of ['production', 'shared'] as const) {
      expect(problems(type, good, environment)).toEqual([]);
      expect(problems(type, bad, environment)).toHaveLength(1);
    }
    expect(problems(type, bad, 'dev')).toEqual([]);
  });
});
