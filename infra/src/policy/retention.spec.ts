import { describe, expect, it } from 'vitest';
import { retention } from './retention.js';
import { stackWith } from '../../test/support/stack-with.js';

const problems = (type: string, values: Record<string, unknown>, environment = 'dev') =>
  retention(stackWith({ [`${type}.this`]: { ...values, tags_all: { environment } } })).map(({ problem }) => problem);

const backups = { backup_retention_period: 7 };
const keptBackups = { point_in_time_recovery: [{ enabled: true }] };

describe('kept long enough, and no longer', () => {
  it.each([
    ['aws_cloudwatch_log_group', { retention_in_days: 30 }, { retention_in_days: 0 }],
    ['aws_cloudwatch_log_group', { retention_in_days: 365 }, { retention_in_days: null }],
    ['aws_db_instance', backups, { backup_retention_period: 6 }],
    ['aws_rds_cluster', backups, {}],
    ['aws_dynamodb_table', keptBackups, { point_in_time_recovery: [{ enabled: false }] }],
  ])('%s: %j, not %j', (type, good, bad) => {
    expect(problems(type, good)).toEqual([]);
    expect(problems(type, bad)).toHaveLength(1);
  });
});

describe('production is protected', () => {
  it.each([
    [
      'aws_db_instance',
      { ...backups, deletion_protection: true, skip_final_snapshot: false },
      { ...backups, deletion_protection: false, skip_final_snapshot: false },
    ],
    ['aws_rds_cluster', { ...backups, deletion_protection: true }, { ...backups, deletion_protection: true, skip_final_snapshot: true }],
    ['aws_eks_cluster', { deletion_protection: true }, { deletion_protection: null }],
    ['aws_dynamodb_table', { ...keptBackups, deletion_protection_enabled: true }, keptBackups],
    ['aws_s3_bucket', { force_destroy: false }, { force_destroy: true }],
  ])('%s: %j, not %j', (type, good, bad) => {
    expect(problems(type, good, 'production')).toEqual([]);
    expect(problems(type, bad, 'production')).toHaveLength(1);
    expect(problems(type, bad, 'dev')).toEqual([]);
  });
});
