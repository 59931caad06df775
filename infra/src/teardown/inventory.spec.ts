import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../plan/plan.js';
import { inventoryOf } from './inventory.js';
import { readTarget } from './target.js';

const resource = (type: string, values: Record<string, unknown>): Resource => ({
  address: `${type}.this`,
  mode: 'managed',
  type,
  name: 'this',
  values,
});
const delivering = (bucket: string, enabled = true) =>
  resource('aws_msk_cluster', {
    cluster_name: 'events',
    logging_info: [{ broker_logs: [{ s3: [{ enabled, bucket }] }] }],
  });
const inventory = (...resources: Resource[]) =>
  inventoryOf({ environment: 'production', stacks: [{ stack: 'data', resources }] });

describe('an inventory', () => {
  it('counts resources, and lists those that hold data, are protected, or are never emptied', () => {
    const { stacks } = inventory(
      resource('aws_rds_cluster', { cluster_identifier: 'stock', deletion_protection: true }),
      resource('aws_s3_bucket', { bucket: 'kept', force_destroy: false }),
      resource('aws_s3_bucket', { bucket: 'thrown-away', force_destroy: true }),
      resource('aws_vpc', {}),
      delivering('kept'),
    );
    expect(stacks).toEqual([
      {
        stack: 'data',
        resourceCount: 5,
        dataHolders: [
          { address: 'aws_rds_cluster.this', kind: 'PostgreSQL', name: 'stock' },
          { address: 'aws_s3_bucket.this', kind: 'bucket', name: 'kept' },
          { address: 'aws_s3_bucket.this', kind: 'bucket', name: 'thrown-away' },
          { address: 'aws_msk_cluster.this', kind: 'Kafka', name: 'events' },
        ],
        deletionProtected: ['aws_rds_cluster.this'],
        deliveries: ['aws_msk_cluster.this'],
        keptBuckets: [{ address: 'aws_s3_bucket.this', name: 'kept' }],
      },
    ]);
  });

  it.each([
    ['to a bucket that is deleted with its contents', delivering('thrown-away')],
    ['that are disabled', delivering('kept', false)],
  ])('lists no deliveries %s', (_, kafka) => {
    const buckets = ['kept', 'thrown-away'].map((bucket) =>
      resource('aws_s3_bucket', { bucket, force_destroy: bucket !== 'kept' }),
    );
    expect(inventory(...buckets, kafka).stacks[0]?.deliveries).toEqual([]);
  });

  it.each<[string, Resource, RegExp | undefined]>([
    [
      'a final snapshot',
      resource('aws_rds_cluster', {
        skip_final_snapshot: false,
        final_snapshot_identifier: 'last',
        delete_automated_backups: true,
      }),
      /final snapshot last/,
    ],
    [
      'no snapshot',
      resource('aws_db_instance', { skip_final_snapshot: true, delete_automated_backups: true }),
      undefined,
    ],
    [
      'backups',
      resource('aws_db_instance', {
        skip_final_snapshot: true,
        delete_automated_backups: false,
        backup_retention_period: 35,
      }),
      /backups of the database for 35 days, unreadable from now on/,
    ],
    ['keys', resource('aws_kms_key', { deletion_window_in_days: 30 }), /KMS keys, disabled, for 30 days/],
    ['secrets', resource('aws_secretsmanager_secret', { recovery_window_in_days: 7 }), /secrets for 7 days/],
    [
      'secrets that are deleted at once',
      resource('aws_secretsmanager_secret', { recovery_window_in_days: 0 }),
      undefined,
    ],
  ])('does not list %s as survivors', (_, owned, message) => {
    const survivors = inventory(owned).survivors.slice(0, -1);
    expect(survivors.join('\n')).toMatch(message ?? /^$/);
  });
});

describe('the target of a teardown', () => {
  const read = (text: string) => {
    const root = mkdtempSync(join(tmpdir(), 'fairway-target-'));
    mkdirSync(join(root, 'infra/terraform/environments'), { recursive: true });
    writeFileSync(join(root, 'infra/terraform/environments/common.tfvars'), text);
    try {
      return readTarget(root, 'dev');
    } finally {
      rmSync(root, { recursive: true });
    }
  };

  it('is read from the settings', () => {
    const target = {
      environment: 'dev',
      project: 'shop',
      region: 'eu-west-1',
      accountId: '123456789012',
      name: 'shop-dev',
    };
    expect(read('# project = "no"\nproject    = "shop"\nregion = "eu-west-1"\naccount_id="123456789012"\n')).toEqual(
      target,
    );
  });

  it('must be set', () => {
    expect(() => read('project = "shop"\nregion = "eu-west-1"\n')).toThrow(/does not set account_id/);
  });
});
