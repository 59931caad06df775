import {
  bucketsUsedBy,
  deadLetterTopicOf,
  topicsCarrying,
  type BucketAccess,
  type Catalog,
  type Database,
  type Service,
} from '@fairway/catalog';
import type { Context } from './conditions.js';
import type { EnvironmentResources } from './environment-resources.js';

/** One action on one resource in one situation. */
export interface Right {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/**
 * The rights that a service needs according to the catalogue: its topics and group, its database role, its secrets, its
 * buckets; nothing else.
 * @throws Error for a service that the catalogue does not have, or a secret or bucket that does not exist
 */
export function rightsNeededBy(
  name: string,
  { services, topics, databases }: Catalog,
  environment: EnvironmentResources,
): Right[] {
  const service = services[name];
  if (service === undefined) throw new Error(`The catalogue has no service ${name}.`);
  return [
    ...kafkaRights(
      name,
      topicsCarrying(service.produces, topics),
      topicsCarrying(service.consumes, topics),
      environment,
    ),
    ...(service.database === null ? [] : databaseRights(databases[service.database], environment)),
    ...secretRights(name, service, environment),
    ...Object.entries(bucketsUsedBy(name, services)).flatMap(([bucket, access]) =>
      bucketRights(name, bucket, access, environment),
    ),
  ];
}

function kafkaRights(
  group: string,
  produced: string[],
  consumed: string[],
  { kafkaClusterArn }: EnvironmentResources,
): Right[] {
  const written = [...produced, ...consumed.map(deadLetterTopicOf)];
  if (kafkaClusterArn === null || written.length === 0) return [];
  const actions = (resource: string, ...names: string[]) =>
    names.map((action) => ({ action: `kafka-cluster:${action}`, resource }));
  return [
    ...actions(kafkaClusterArn, 'Connect'),
    // Our producers are idempotent, which needs a right on the cluster.
    ...actions(kafkaClusterArn, 'WriteDataIdempotently'),
    ...written.flatMap((topic) => actions(topicArn(kafkaClusterArn, topic), 'DescribeTopic', 'WriteData')),
    ...consumed.flatMap((topic) => actions(topicArn(kafkaClusterArn, topic), 'DescribeTopic', 'ReadData')),
    ...(consumed.length > 0 ? actions(groupArn(kafkaClusterArn, group), 'DescribeGroup', 'AlterGroup') : []),
  ];
}

function databaseRights(database: Database | undefined, environment: EnvironmentResources): Right[] {
  return database === undefined
    ? []
    : [{ action: 'rds-db:connect', resource: databaseUserArn(environment, database.role) }];
}

function secretRights(
  name: string,
  service: Service,
  { serviceSecretArns, secretsKeyArn }: EnvironmentResources,
): Right[] {
  return secretNamesOf(service).flatMap((secret) => {
    const arn = serviceSecretArns[name]?.[secret];
    if (arn === undefined) throw new Error(`${name} needs the secret ${secret}, but the data stack does not have it.`);
    return [
      { action: 'secretsmanager:GetSecretValue', resource: arn },
      { action: 'secretsmanager:DescribeSecret', resource: arn },
      { action: 'kms:Decrypt', resource: secretsKeyArn, context: throughSecretsManager(arn) },
    ];
  });
}

function bucketRights(
  name: string,
  bucket: string,
  access: BucketAccess,
  { serviceBucketArns, storageKeyArn }: EnvironmentResources,
): Right[] {
  const arn = serviceBucketArns[bucket];
  if (arn === undefined) throw new Error(`${name} needs the bucket ${bucket}, but the data stack does not have it.`);
  const onObjects =
    access === 'write'
      ? ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts']
      : ['GetObject'];
  return [
    { action: 's3:ListBucket', resource: arn },
    ...onObjects.map((action) => ({ action: `s3:${action}`, resource: `${arn}/any` })),
    ...(access === 'write' ? ['Decrypt', 'GenerateDataKey'] : ['Decrypt']).map((action) => ({
      action: `kms:${action}`,
      resource: storageKeyArn,
      context: throughS3(storageKeyArn, arn),
    })),
  ];
}

/** The names of a service's secrets, as environment variables. */
function secretNamesOf({ database, secrets }: Service): string[] {
  return [...(database === null ? [] : ['DATABASE_URL']), ...secrets];
}

/** The context of a key that Secrets Manager uses to decrypt a secret for its caller. */
export const throughSecretsManager = (secretArn: string): Context => ({
  'kms:ViaService': `secretsmanager.${secretArn.split(':')[3]}.amazonaws.com`,
  'kms:EncryptionContext:SecretARN': secretArn,
});

/** The context of a key that S3 uses to read or write an object for its caller. */
export const throughS3 = (keyArn: string, bucketArn: string): Context => ({
  'kms:ViaService': `s3.${keyArn.split(':')[3]}.amazonaws.com`,
  'kms:EncryptionContext:aws:s3:arn': bucketArn,
});

export const topicArn = (clusterArn: string, topic: string) => `${clusterArn.replace(':cluster/', ':topic/')}/${topic}`;
export const groupArn = (clusterArn: string, group: string) => `${clusterArn.replace(':cluster/', ':group/')}/${group}`;

export function databaseUserArn({ databaseResourceId, secretsKeyArn }: EnvironmentResources, user: string): string {
  const [, partition, , region, account] = secretsKeyArn.split(':');
  return `arn:${partition}:rds-db:${region}:${account}:dbuser:${databaseResourceId}/${user}`;
}
