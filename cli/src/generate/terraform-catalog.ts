import {
  allTopics,
  containerPorts,
  databases,
  deadLetterTopicOf,
  environments,
  serviceNames,
  services,
  settingsIn,
  topics,
  topicsCarrying,
  topicsConsumedBy,
  type DeclaredService,
  type EnvironmentName,
  type ServiceName,
} from '@fairway/catalog';
import type { Rendering } from './rendered-file.js';

// The laptop is no environment of AWS.
const awsEnvironments = (Object.keys(environments) as EnvironmentName[]).filter((name) => name !== 'local');

/** What Terraform needs of the catalogue, as data that `jsondecode(file(...))` reads; names as HCL writes them. */
export function renderTerraformCatalog(): Rendering {
  const document = {
    ports: containerPorts,
    topics: Object.fromEntries(allTopics(topics).map(({ name, partitions, retentionMs }) => [name, { partitions, retention_ms: retentionMs }])),
    services: Object.fromEntries(serviceNames.map((name) => [name, terraformService(name)])),
    environments: Object.fromEntries(
      awsEnvironments.map((name) => {
        const { brokers, replicationFactor, minInsyncReplicas } = environments[name].kafka;
        return [name, { kafka: { brokers, replication_factor: replicationFactor, min_insync_replicas: minInsyncReplicas } }];
      }),
    ),
  };
  return { path: 'infra/terraform/generated/catalog.json', content: `${JSON.stringify(document, null, 2)}\n` };
}

const noLocalServer = (server: string): never => {
  throw new Error(`On AWS there is no ${server} of the local run.`);
};

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
    settings: Object.fromEntries(awsEnvironments.map((environment) => [environment, settingsIn(environment, service, noLocalServer)])),
    secrets: [...(service.database === null ? [] : ['DATABASE_URL']), ...service.secrets],
  };
}
