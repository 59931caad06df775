import { allTopics, type Catalog } from '@fairway/catalog';
import type { EnvironmentResources } from './environment-resources.js';
import { databaseUserArn, groupArn, throughS3, throughSecretsManager, topicArn, type Right } from './service-rights.js';

/**
 * All questions about each service: every relevant action on every resource of the environment, and on similar names.
 */
export function questionsAbout(catalog: Catalog, environment: EnvironmentResources): Right[] {
  return [
    ...aboutKafka(catalog, environment),
    ...aboutDatabase(catalog, environment),
    ...aboutSecrets(environment),
    ...aboutBuckets(environment),
    ...aboutTheRest(environment),
  ];
}

function aboutKafka(catalog: Catalog, { kafkaClusterArn }: EnvironmentResources): Right[] {
  if (kafkaClusterArn === null) return [];
  const services = Object.keys(catalog.services);
  // A name that only starts like a topic or a group, and one that is unused: a pattern would allow them.
  const topics = [...allTopics(catalog.topics).map(({ name }) => name), 'users.old', 'unknown'].map((topic) =>
    topicArn(kafkaClusterArn, topic),
  );
  const groups = [...services, 'user-service-2', 'unknown'].map((group) => groupArn(kafkaClusterArn, group));
  const transactionalIds = services.map((id) => `${kafkaClusterArn.replace(':cluster/', ':transactional-id/')}/${id}`);
  return [
    ...each('kafka-cluster', clusterActions, [kafkaClusterArn]),
    ...each('kafka-cluster', topicActions, topics),
    ...each('kafka-cluster', ['DescribeGroup', 'AlterGroup', 'DeleteGroup'], groups),
    ...each('kafka-cluster', ['DescribeTransactionalId', 'AlterTransactionalId'], transactionalIds),
  ];
}

const words = (text: string) => text.split(' ');
const clusterActions = words(
  'Connect WriteDataIdempotently DescribeCluster AlterCluster DescribeClusterDynamicConfiguration AlterClusterDynamicConfiguration',
);
const topicActions = words(
  'DescribeTopic ReadData WriteData CreateTopic DeleteTopic AlterTopic DescribeTopicDynamicConfiguration AlterTopicDynamicConfiguration',
);

function aboutDatabase(catalog: Catalog, environment: EnvironmentResources): Right[] {
  const users = [
    ...Object.values(catalog.databases).map(({ role }) => role),
    environment.masterUser,
    'postgres',
    'rds_superuser',
  ];
  return each(
    'rds-db',
    ['connect'],
    users.map((user) => databaseUserArn(environment, user)),
  );
}

function aboutSecrets({
  serviceSecretArns,
  otherSecretArns,
  secretsKeyArn,
  databaseKeyArn,
}: EnvironmentResources): Right[] {
  const arns = [...Object.values(serviceSecretArns).flatMap((secrets) => Object.values(secrets)), ...otherSecretArns];
  const keys = [secretsKeyArn, databaseKeyArn];
  return [
    ...each(
      'secretsmanager',
      ['GetSecretValue', 'DescribeSecret', 'PutSecretValue', 'UpdateSecret', 'DeleteSecret', 'PutResourcePolicy'],
      arns,
    ),
    // The key alone gives no access: only Secrets Manager uses it for a service, and only for that service's secrets.
    ...each('kms', ['Decrypt', 'Encrypt', 'GenerateDataKey', 'CreateGrant'], keys),
    ...keys.flatMap((resource) =>
      arns.map((arn) => ({ action: 'kms:Decrypt', resource, context: throughSecretsManager(arn) })),
    ),
    ...arns.map((arn) => ({
      action: 'kms:Decrypt',
      resource: secretsKeyArn,
      context: { ...throughSecretsManager(arn), 'kms:ViaService': `s3.${arn.split(':')[3]}.amazonaws.com` },
    })),
  ];
}

function aboutBuckets({ serviceBucketArns, platformBucketArns, storageKeyArn }: EnvironmentResources): Right[] {
  const arns = [...Object.values(serviceBucketArns), ...platformBucketArns];
  const objects = arns.map((arn) => `${arn}/any`);
  return [
    ...each(
      's3',
      ['ListBucket', 'ListBucketVersions', 'DeleteBucket', 'PutBucketPolicy', 'PutLifecycleConfiguration'],
      arns,
    ),
    ...each(
      's3',
      [
        'GetObject',
        'PutObject',
        'DeleteObject',
        'DeleteObjectVersion',
        'AbortMultipartUpload',
        'ListMultipartUploadParts',
      ],
      objects,
    ),
    ...each('kms', ['Decrypt', 'GenerateDataKey'], [storageKeyArn]),
    ...arns.flatMap((arn) =>
      each('kms', ['Decrypt', 'GenerateDataKey'], [storageKeyArn]).map((right) => ({
        ...right,
        context: throughS3(storageKeyArn, arn),
      })),
    ),
  ];
}

function aboutTheRest({ secretsKeyArn }: EnvironmentResources): Right[] {
  const [, , , region, account] = secretsKeyArn.split(':');
  return [
    ...each('iam', ['PassRole', 'PutRolePolicy', 'CreateRole'], [`arn:aws:iam::${account}:role/any`]),
    ...each('sts', ['AssumeRole'], [`arn:aws:iam::${account}:role/any`]),
    ...each('ec2', ['RunInstances', 'DescribeInstances'], ['*']),
    ...each('secretsmanager', ['ListSecrets'], ['*']),
    ...each('kafka', ['ListClusters', 'GetBootstrapBrokers'], ['*']),
    ...each('ssm', ['GetParameter'], [`arn:aws:ssm:${region}:${account}:parameter/any`]),
  ];
}

const each = (service: string, actions: readonly string[], resources: readonly string[]): Right[] =>
  resources.flatMap((resource) => actions.map((action) => ({ action: `${service}:${action}`, resource })));
