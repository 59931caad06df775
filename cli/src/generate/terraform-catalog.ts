import {
  allTopics,
  containerPorts,
  databases,
  deadLetterTopicOf,
  environments,
  serviceNames,
  services,
  topics,
  topicsCarrying,
  topicsConsumedBy,
  type DeclaredService,
  type ServiceName,
} from '@fairway/catalog';
import type { Rendering } from './rendered-file.js';

/** What Terraform needs of the catalogue, as data that `jsondecode(file(...))` reads; names as HCL writes them. */
export function renderTerraformCatalog(): Rendering {
  const document = {
    ports: containerPorts,
    topics: Object.fromEntries(allTopics(topics).map(({ name, partitions, retentionMs }) => [name, { partitions, retention_ms: retentionMs }])),
    services: Object.fromEntries(serviceNames.map((name) => [name, terraformService(name)])),
    environments: Object.fromEntries(
      Object.entries(environments)
        // The laptop is no environment of AWS.
        .filter(([name]) => name !== 'local')
        .map(([name, { kafka }]) => [
          name,
          { kafka: { brokers: kafka.brokers, replication_factor: kafka.replicationFactor, min_insync_replicas: kafka.minInsyncReplicas } },
        ]),
    ),
  };
  return { path: 'infra/terraform/generated/catalog.json', content: `${JSON.stringify(document, null, 2)}\n` };
}

function terraformService(name: ServiceName) {
  const service: DeclaredService = services[name];
  const consumed = topicsConsumedBy(name);
  return {
    kind: service.kind,
    produces: topicsCarrying(service.produces, topics),
    consumes: consumed,
    // A consumer writes what it cannot handle to the dead letters of the topic that it came from.
    dead_letters: consumed.map(deadLetterTopicOf),
    consumer_group: consumed.length > 0 ? name : null,
    database: service.database === null ? null : { name: service.database, role: databases[service.database].role },
    secrets: [...(service.database === null ? [] : ['DATABASE_URL']), ...service.secrets],
  };
}
