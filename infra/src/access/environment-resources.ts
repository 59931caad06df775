import { managedResources, type Values } from '../plan/plan.js';

/** The resources of an environment that a service may have rights on. */
export interface EnvironmentResources {
  /** Null when Kafka runs inside the cluster (Strimzi), which does not use IAM. */
  readonly kafkaClusterArn: string | null;
  readonly databaseResourceId: string;
  /** The owner of everything in PostgreSQL. */
  readonly masterUser: string;
  /** ARNs by service and secret name. */
  readonly serviceSecretArns: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** ARNs of secrets that no service may read: the master password, and those of cluster software. */
  readonly otherSecretArns: readonly string[];
  readonly secretsKeyArn: string;
  readonly databaseKeyArn: string;
  /** ARNs of the services' own buckets, by name. */
  readonly serviceBucketArns: Readonly<Record<string, string>>;
  readonly platformBucketArns: readonly string[];
  readonly storageKeyArn: string;
}

interface DataHandover {
  readonly kafka: { readonly cluster_arn: string | null };
  readonly database: { readonly resource_id: string; readonly master_secret_arn: string; readonly kms_key_arn: string };
  readonly secrets: EnvironmentResources['serviceSecretArns'];
  readonly secrets_kms_key_arn: string;
  readonly buckets: Readonly<Record<string, { readonly arn: string }>>;
  readonly service_buckets: Readonly<Record<string, { readonly arn: string }>>;
  readonly storage_kms_key_arn: string;
}

/**
 * Reads them from the applied data stack: mostly from its hand-over to the cluster stack, otherwise from its resources.
 */
export function environmentResources(data: Values): EnvironmentResources {
  const resources = managedResources(data);
  const handover = handoverOf<DataHandover>(data);
  const database = resources.find(({ type }) => type === 'aws_rds_cluster' || type === 'aws_db_instance')?.values ?? {};
  return {
    kafkaClusterArn: handover.kafka.cluster_arn,
    databaseResourceId: handover.database.resource_id,
    masterUser: String(database['master_username'] ?? database['username']),
    serviceSecretArns: handover.secrets,
    otherSecretArns: [
      handover.database.master_secret_arn,
      ...resources
        .filter(({ type, name }) => type === 'aws_secretsmanager_secret' && name === 'platform')
        .map(({ values }) => String(values['arn'])),
    ],
    secretsKeyArn: handover.secrets_kms_key_arn,
    databaseKeyArn: handover.database.kms_key_arn,
    serviceBucketArns: Object.fromEntries(
      Object.entries(handover.service_buckets).map(([name, { arn }]) => [name, arn]),
    ),
    platformBucketArns: Object.values(handover.buckets).map(({ arn }) => arn),
    storageKeyArn: handover.storage_kms_key_arn,
  };
}

/** What a stack hands over to later stacks. @throws Error when it hands over nothing */
export function handoverOf<Handover>(stack: Values): Handover {
  const parameter = managedResources(stack).find(
    ({ type, name }) => type === 'aws_ssm_parameter' && name === 'handover',
  );
  if (parameter === undefined) throw new Error('The stack has no aws_ssm_parameter.handover.');
  return JSON.parse(String(parameter.values['insecure_value'])) as Handover;
}
