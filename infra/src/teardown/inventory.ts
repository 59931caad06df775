import { blocks } from '../policy/attributes.js';
import type { BuiltEnvironment, BuiltStack } from '../terraform/built-environments.js';
import type { Resource } from '../plan/plan.js';
import type { StackName } from '../terraform/stacks.js';

/** What Terraform would destroy with the committed settings. */
export interface Inventory {
  readonly stacks: readonly StackInventory[];
  /** What still exists afterwards, in words. */
  readonly survivors: readonly string[];
}

export interface StackInventory {
  readonly stack: StackName;
  readonly resourceCount: number;
  readonly dataHolders: readonly DataHolder[];
  /** Addresses of resources that AWS refuses to delete while they are protected. */
  readonly deletionProtected: readonly string[];
  /** Addresses of resources that keep writing to a kept bucket for as long as they exist. */
  readonly deliveries: readonly string[];
  /** Buckets that Terraform does not delete while they have contents. */
  readonly keptBuckets: readonly { readonly address: string; readonly name: string }[];
}

export interface DataHolder {
  readonly address: string;
  readonly kind: string;
  readonly name: string;
}

/** Types whose deletion loses data, and the attribute that people know them by. */
const dataHolders: Readonly<Record<string, { readonly kind: string; readonly name: string }>> = {
  aws_cloudwatch_log_group: { kind: 'logs', name: 'name' },
  aws_db_instance: { kind: 'PostgreSQL', name: 'identifier' },
  aws_ebs_volume: { kind: 'volume', name: 'id' },
  aws_msk_cluster: { kind: 'Kafka', name: 'cluster_name' },
  aws_rds_cluster: { kind: 'PostgreSQL', name: 'cluster_identifier' },
  aws_s3_bucket: { kind: 'bucket', name: 'bucket' },
  aws_secretsmanager_secret: { kind: 'secret', name: 'name' },
};

export function inventoryOf({ stacks }: BuiltEnvironment): Inventory {
  return { stacks: stacks.map(stackInventory), survivors: survivorsOf(stacks.flatMap(({ resources }) => resources)) };
}

function stackInventory({ stack, resources }: BuiltStack): StackInventory {
  const kept = resources.filter(({ type, values }) => type === 'aws_s3_bucket' && values['force_destroy'] !== true);
  return {
    stack,
    resourceCount: resources.length,
    dataHolders: resources.flatMap(({ address, type, values }) => {
      const holder = dataHolders[type];
      return holder === undefined ? [] : [{ address, kind: holder.kind, name: String(values[holder.name]) }];
    }),
    deletionProtected: resources
      .filter(({ values }) => values['deletion_protection'] === true)
      .map(({ address }) => address),
    deliveries: resources
      .filter((resource) => kept.some(({ values }) => deliversTo(resource, String(values['bucket']))))
      .map(({ address }) => address),
    keptBuckets: kept.map(({ address, values }) => ({ address, name: String(values['bucket']) })),
  };
}

/**
 * Only MSK; the other writers to these buckets are load balancers and pods, which are deleted with the cluster's
 * workloads.
 */
function deliversTo({ type, values }: Resource, bucket: string): boolean {
  if (type !== 'aws_msk_cluster') return false;
  const logs = blocks(values, 'logging_info')
    .flatMap((info) => blocks(info, 'broker_logs'))
    .flatMap((broker) => blocks(broker, 's3'));
  return logs.some((s3) => s3['enabled'] === true && s3['bucket'] === bucket);
}

function survivorsOf(resources: readonly Resource[]): string[] {
  const databases = resources.filter(({ type }) => type === 'aws_rds_cluster' || type === 'aws_db_instance');
  const snapshots = databases.filter(({ values }) => values['skip_final_snapshot'] !== true);
  const backups = databases.filter(({ values }) => values['delete_automated_backups'] !== true);
  const keyDays = longest(resources, 'aws_kms_key', 'deletion_window_in_days');
  const secretDays = longest(resources, 'aws_secretsmanager_secret', 'recovery_window_in_days');
  return [
    ...snapshots.map(
      ({ values }) =>
        `the final snapshot ${String(values['final_snapshot_identifier'])}; delete it before the next teardown`,
    ),
    ...backups.map(
      ({ values }) =>
        `automatic backups of the database for ${String(values['backup_retention_period'])} days, unreadable from now on: the teardown disables their key`,
    ),
    ...(keyDays > 0
      ? [
          `KMS keys, disabled, for ${keyDays} days; until then what they encrypted cannot be read, and afterwards it is lost`,
        ]
      : []),
    ...(snapshots.length + backups.length > 0
      ? [
          "to restore from a snapshot or backup, first cancel the deletion of the database's key and enable it (aws kms cancel-key-deletion, enable-key), or copy the snapshot with another key before the teardown",
        ]
      : []),
    ...(secretDays > 0
      ? [`secrets for ${secretDays} days; until then no secret with the same name can be created`]
      : []),
    'images in the registry, the public DNS zone, the state bucket and the roles of GitHub: they do not belong to an environment',
  ];
}

/** The days until the last resource of a type is finally deleted. */
function longest(resources: readonly Resource[], type: string, argument: string): number {
  return Math.max(
    0,
    ...resources.filter((resource) => resource.type === type).map(({ values }) => Number(values[argument])),
  );
}
