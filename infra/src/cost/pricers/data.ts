import { FairwayError } from '@fairway/errors';
import type { Resource } from '../../plan/plan.js';
import { assumed } from '../assumptions.js';
import { blockOf, numberOf, textOf } from '../attributes.js';
import { auroraPrice, auroraVcpus, kafkaBrokerPrice, postgresqlPrice } from '../instance-prices.js';
import { charge, hours } from '../line.js';
import type { Price } from '../price-book.js';
import type { Pricer } from './pricer.js';

export const dataPricers = {
  aws_msk_cluster: (cluster, { environment, region, prices }) => {
    const brokers = numberOf(cluster, 'number_of_broker_nodes');
    const group = blockOf(cluster, 'broker_node_group_info');
    const type = textOf(group, 'instance_type');
    const volume = blockOf(blockOf(group, 'storage_info'), 'ebs_storage_info');
    const level = textOf(cluster, 'enhanced_monitoring');
    refuseUnless(cluster, ['DEFAULT', 'PER_BROKER'].includes(level), 'enhanced_monitoring', 'DEFAULT and PER_BROKER');
    const metrics = brokers * assumed('brokerMetrics', environment);
    return [
      charge('kafka', `broker ${type}`, hours(brokers), kafkaBrokerPrice(type, region)),
      charge('kafka', 'broker storage', brokers * numberOf(volume, 'volume_size'), prices.mskStorage),
      ...(level === 'DEFAULT'
        ? []
        : [charge('kafka', 'metrics of the brokers', metrics, prices.metric, 'brokerMetrics')]),
    ];
  },

  aws_rds_cluster: (cluster, { environment, prices }) => {
    refuseUnless(cluster, textOf(cluster, 'engine') === 'aurora-postgresql', 'engine', 'aurora-postgresql');
    const storage = isIoOptimized(cluster) ? prices.auroraIoOptimizedStorage : prices.auroraStorage;
    return [
      charge('database', 'Aurora storage', assumed('databaseStorage', environment), storage, 'databaseStorage'),
      ...(isIoOptimized(cluster)
        ? []
        : [charge('database', 'Aurora I/O', assumed('databaseIo', environment), prices.auroraIo, 'databaseIo')]),
      charge(
        'database',
        'Aurora backups',
        assumed('databaseBackup', environment),
        prices.auroraBackup,
        'databaseBackup',
      ),
      ...masterSecret(cluster, prices.secret),
    ];
  },

  aws_rds_cluster_instance: (instance, { resources, region, prices }) => {
    const cluster = clusterOf(instance, resources);
    const instanceClass = textOf(instance, 'instance_class');
    // At its minimum: what the load adds is usage.
    if (instanceClass === 'db.serverless') {
      const units = numberOf(blockOf(cluster, 'serverlessv2_scaling_configuration'), 'min_capacity');
      refuseUnless(cluster, !isIoOptimized(cluster), 'storage_type', 'aurora');
      return [charge('database', 'Aurora capacity units, at least', hours(units), prices.auroraCapacityUnitHour)];
    }
    const vcpus = auroraVcpus(instanceClass);
    const advanced = cluster.values['database_insights_mode'] === 'advanced';
    return [
      charge(
        'database',
        `Aurora instance ${instanceClass}`,
        hours(1),
        auroraPrice(instanceClass, { ioOptimized: isIoOptimized(cluster), region }),
      ),
      ...(advanced
        ? [charge('database', 'Database Insights, advanced', hours(vcpus), prices.databaseInsightsAdvanced)]
        : []),
    ];
  },

  // Backups up to the size of the storage are free, and a week of backups is smaller.
  aws_db_instance: (instance, { region, prices }) => {
    refuseUnless(instance, textOf(instance, 'engine') === 'postgres', 'engine', 'postgres');
    refuseUnless(instance, textOf(instance, 'storage_type') === 'gp3', 'storage_type', 'gp3');
    refuseUnless(instance, instance.values['multi_az'] !== true, 'multi_az', 'false');
    refuseUnless(
      instance,
      instance.values['database_insights_mode'] !== 'advanced',
      'database_insights_mode',
      'standard',
    );
    const instanceClass = textOf(instance, 'instance_class');
    return [
      charge('database', `PostgreSQL instance ${instanceClass}`, hours(1), postgresqlPrice(instanceClass, region)),
      charge('database', 'PostgreSQL storage', numberOf(instance, 'allocated_storage'), prices.rdsGp3Storage),
      ...masterSecret(instance, prices.secret),
    ];
  },
} as const satisfies Record<string, Pricer>;

const isIoOptimized = ({ values }: Resource): boolean => values['storage_type'] === 'aurora-iopt1';

/** RDS stores the master password in a secret that costs as much as any other but is not in the plan. */
const masterSecret = ({ values }: Resource, price: Price) =>
  values['manage_master_user_password'] === true ? [charge('security', 'secret of the master user', 1, price)] : [];

function clusterOf(instance: Resource, resources: readonly Resource[]): Resource {
  const id = textOf(instance, 'cluster_identifier');
  const cluster = resources.find(
    ({ type, values }) => type === 'aws_rds_cluster' && [values['id'], values['cluster_identifier']].includes(id),
  );
  if (cluster !== undefined) return cluster;
  throw new FairwayError(
    'failed',
    `${instance.address} belongs to a cluster that is not in the plan, so its storage type is unknown.`,
    {
      hint: 'Put cluster and instances into one stack.',
    },
  );
}

function refuseUnless({ address }: Resource, holds: boolean, argument: string, known: string): void {
  if (holds) return;
  throw new FairwayError('failed', `${address} has no price: for ${argument} only ${known} is known.`, {
    hint: 'Add the other value with its prices to infra/src/cost/pricers/data.ts.',
  });
}
