import {
  allTopics,
  bucketsUsedBy,
  type Catalog,
  containerPorts,
  deadLetterTopicOf,
  type Environment,
  type Service,
  settingsIn,
  topicsCarrying,
} from '@fairway/catalog';
import { databaseBootstrap } from '@fairway/deploy';
import type { RenderedFile } from './rendered-file.js';

/** The part of the catalogue that Terraform needs, as JSON for `jsondecode(file(...))`, with names in HCL style. */
export function renderTerraformCatalog(catalog: Catalog): RenderedFile {
  const { services, topics } = catalog;
  const document = {
    ports: containerPorts,
    images: [...Object.keys(services), databaseBootstrap],
    topics: Object.fromEntries(
      allTopics(topics).map(({ name, partitions, retentionMs }) => [name, { partitions, retention_ms: retentionMs }]),
    ),
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [name, terraformService(name, service, catalog)]),
    ),
    buckets: Object.fromEntries(
      Object.values(services).flatMap(({ buckets }) =>
        Object.entries(buckets).map(([name, { expirationDays }]) => [name, { expiration_days: expirationDays }]),
      ),
    ),
    environments: Object.fromEntries(
      awsEnvironments(catalog).map(([name, { kafka }]) => [
        name,
        {
          kafka: {
            brokers: kafka.brokers,
            replication_factor: kafka.replicationFactor,
            min_insync_replicas: kafka.minInsyncReplicas,
          },
        },
      ]),
    ),
  };
  return { path: 'infra/terraform/generated/catalog.json', content: `${JSON.stringify(document, null, 2)}\n` };
}

/** Excludes `local`, which is not an AWS environment. */
function awsEnvironments({ environments }: Catalog): [string, Environment][] {
  return Object.entries(environments).filter(([name]) => name !== 'local');
}

function terraformService(name: string, service: Service, catalog: Catalog) {
  const { services, topics, databases } = catalog;
  const consumed = topicsCarrying(service.consumes, topics);
  const noLocalServer = (server: string): never => {
    throw new Error(`AWS has no equivalent of the local server ${server}.`);
  };
  return {
    kind: service.kind,
    produces: topicsCarrying(service.produces, topics),
    consumes: consumed,
    // A consumer writes events that it gives up to the dead-letter topic of their topic.
    dead_letters: consumed.map(deadLetterTopicOf),
    consumer_group: consumed.length > 0 ? name : null,
    database: service.database === null ? null : { name: service.database, role: databases[service.database]?.role },
    settings: Object.fromEntries(
      awsEnvironments(catalog).map(([environment]) => [environment, settingsIn(environment, service, noLocalServer)]),
    ),
    secrets: [...(service.database === null ? [] : ['DATABASE_URL']), ...service.secrets],
    buckets: bucketsUsedBy(name, services),
  };
}
