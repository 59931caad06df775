import { catalog, deadLetterTopicOf, topicOf, topicsConsumedBy, type Service, type ServiceName } from '@fairway/catalog';
import type { Context } from './conditions.js';
import type { EnvironmentResources } from './environment-resources.js';

/** One thing that may be done to one resource, in one situation. */
export interface Right {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/** What a service needs, by the catalogue: its topics and group, its database role, its secrets; and nothing besides. */
export function rightsNeededBy(name: ServiceName, environment: EnvironmentResources): Right[] {
  return [...kafkaRights(name, environment), ...databaseRights(name, environment), ...secretRights(name, environment)];
}

function kafkaRights(name: ServiceName, { kafkaClusterArn }: EnvironmentResources): Right[] {
  const consumed = topicsConsumedBy(name);
  const written = [...new Set([...catalog.services[name].produces.map(topicOf), ...consumed.map(deadLetterTopicOf)])];
  if (kafkaClusterArn === null || consumed.length + written.length === 0) return [];
  const actions = (resource: string, ...names: string[]) => names.map((action) => ({ action: `kafka-cluster:${action}`, resource }));
  return [
    ...actions(kafkaClusterArn, 'Connect'),
    // Our producers are idempotent. That is a right on the cluster.
    ...(written.length > 0 ? actions(kafkaClusterArn, 'WriteDataIdempotently') : []),
    ...written.flatMap((topic) => actions(topicArn(kafkaClusterArn, topic), 'DescribeTopic', 'WriteData')),
    ...consumed.flatMap((topic) => actions(topicArn(kafkaClusterArn, topic), 'DescribeTopic', 'ReadData')),
    ...(consumed.length > 0 ? actions(groupArn(kafkaClusterArn, name), 'DescribeGroup', 'AlterGroup') : []),
  ];
}

function databaseRights(name: ServiceName, environment: EnvironmentResources): Right[] {
  const { database }: Service = catalog.services[name];
  if (database === null) return [];
  const role = Object.entries(catalog.databases).find(([key]) => key === database)?.[1].role;
  return role === undefined ? [] : [{ action: 'rds-db:connect', resource: databaseUserArn(environment, role) }];
}

function secretRights(name: ServiceName, { serviceSecretArns, secretsKeyArn }: EnvironmentResources): Right[] {
  return secretNamesOf(name).flatMap((secret) => {
    const arn = serviceSecretArns[name]?.[secret];
    if (arn === undefined) throw new Error(`${name} needs the secret ${secret}, and the data stack has none.`);
    return [
      { action: 'secretsmanager:GetSecretValue', resource: arn },
      { action: 'secretsmanager:DescribeSecret', resource: arn },
      { action: 'kms:Decrypt', resource: secretsKeyArn, context: throughSecretsManager(arn) },
    ];
  });
}

/** Names of a service's secrets, as it reads them from its environment. */
function secretNamesOf(name: ServiceName): string[] {
  const { database, secrets }: Service = catalog.services[name];
  return [...(database === null ? [] : ['DATABASE_URL']), ...secrets];
}

/** How a key is used when Secrets Manager decrypts a secret for its caller. */
export const throughSecretsManager = (secretArn: string): Context => ({
  'kms:ViaService': `secretsmanager.${secretArn.split(':')[3]}.amazonaws.com`,
  'kms:EncryptionContext:SecretARN': secretArn,
});

export const topicArn = (clusterArn: string, topic: string) => `${clusterArn.replace(':cluster/', ':topic/')}/${topic}`;
export const groupArn = (clusterArn: string, group: string) => `${clusterArn.replace(':cluster/', ':group/')}/${group}`;

export function databaseUserArn({ databaseResourceId, secretsKeyArn }: EnvironmentResources, user: string): string {
  const [, partition, , region, account] = secretsKeyArn.split(':');
  return `arn:${partition}:rds-db:${region}:${account}:dbuser:${databaseResourceId}/${user}`;
}
