import { managedResources, type Values } from '../plan/plan.js';

/** What there is in an environment for a service to have rights on. */
export interface EnvironmentResources {
  /** Null where Kafka runs in the cluster (Strimzi), which knows nothing of IAM. */
  readonly kafkaClusterArn: string | null;
  readonly databaseResourceId: string;
  /** Owner of everything in PostgreSQL. */
  readonly masterUser: string;
  /** ARNs by service and name. */
  readonly serviceSecretArns: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** ARNs of what no service may read: the master password, and the secrets of cluster software. */
  readonly otherSecretArns: readonly string[];
  readonly secretsKeyArn: string;
  readonly databaseKeyArn: string;
  /** ARNs of the buckets that services own, by name. */
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

/** Reads them from the applied data stack: most from what it hands over to the cluster stack, the rest from its resources. */
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

/** What a stack leaves for those after it. @throws Error when it leaves nothing */
export function handoverOf<Handover>(stack: Values): Handover {
  const parameter = managedResources(stack).find(
    ({ type, name }) => type === 'aws_ssm_parameter' && name === 'handover',
  );
  if (parameter === undefined) throw new Error('The stack has no aws_ssm_parameter.handover.');
  return JSON.parse(String(parameter.values['insecure_value'])) as Handover;
}
