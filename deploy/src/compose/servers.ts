import { databases, defaultPortBase, environments, infrastructurePortOffsets } from '@fairway/catalog';
import {
  kafkaPort,
  literal,
  passwordVariableOf,
  postgresPort,
  required,
  superuserPasswordVariable,
} from './addresses.js';
import { healthTiming } from './health.js';

/** By digest, as the base image of ours; the tag says which version it is. */
const postgresImage =
  'docker.io/library/postgres:18.6-bookworm@sha256:1c59e2c3c818eaa0f0628f695b36e7c9e362d6b219b36a54a32df645cbd7e1af';
/** The version of the local run. */
const kafkaImage = 'docker.io/apache/kafka:4.4.0';

/** PostgreSQL and Kafka, and what makes the databases: it runs at every start and changes only what differs. */
export function servers(): Record<string, object> {
  const postgresPublished = defaultPortBase + infrastructurePortOffsets.postgres;
  const kafkaPublished = defaultPortBase + infrastructurePortOffsets.kafka;
  return {
    postgres: {
      image: postgresImage,
      environment: { POSTGRES_PASSWORD: required(superuserPasswordVariable) },
      ports: [`127.0.0.1:${postgresPublished}:${postgresPort}`],
      volumes: ['postgres:/var/lib/postgresql'],
      healthcheck: {
        test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=postgres'],
        ...healthTiming,
      },
      restart: 'unless-stopped',
    },
    databases: {
      image: postgresImage,
      entrypoint: ['psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--file=/databases.sql'],
      environment: {
        PGHOST: 'postgres',
        PGUSER: 'postgres',
        PGPASSWORD: required(superuserPasswordVariable),
        ...Object.fromEntries(roles().map((role) => [passwordVariableOf(role), required(passwordVariableOf(role))])),
      },
      configs: [{ source: 'databases', target: '/databases.sql' }],
      tmpfs: ['/var/lib/postgresql'],
      depends_on: { postgres: { condition: 'service_healthy' } },
    },
    kafka: {
      image: kafkaImage,
      environment: kafkaSettings(kafkaPublished),
      ports: [`127.0.0.1:${kafkaPublished}:${kafkaPublished}`],
      volumes: ['kafka:/var/lib/kafka/data'],
      tmpfs: ['/etc/kafka/secrets', '/mnt/shared/config'],
      healthcheck: { test: ['CMD', 'bash', '-c', `: < /dev/tcp/127.0.0.1/${kafkaPort}`], ...healthTiming },
      restart: 'unless-stopped',
    },
  };
}

const unusedVolume = 'A volume of the image: without this, each `down` leaves a nameless one behind.';

export const reasonsOfServers = {
  'services.postgres.healthcheck':
    'By TCP: the server that fills an empty data folder listens on a socket only, and is not the one to wait for.',
  'services.databases': 'Runs at every start, and creates what is missing.',
  'services.databases.tmpfs': unusedVolume,
  'services.kafka.tmpfs': unusedVolume,
  'services.kafka.environment.KAFKA_ADVERTISED_LISTENERS':
    'Kafka sends a client to the address that the client can reach: from a container, or from this machine.',
  'services.kafka.healthcheck': "Kafka's own programs would start a JVM for each check.",
};

export const volumes = { postgres: {}, kafka: {} };

/** Files of the containers above. */
export const configs = () => ({ databases: { content: literal(databasesScript()) } });

const roles = () => Object.values(databases).map(({ role }) => role);

/** For psql: `\gexec` runs the statement that the query returns, if it returns one. */
function databasesScript(): string {
  const perDatabase = Object.entries(databases).map(
    ([database, { role }]) => `
\\getenv password ${passwordVariableOf(role)}
SELECT 'CREATE ROLE "${role}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec
ALTER ROLE "${role}" LOGIN PASSWORD :'password';
SELECT 'CREATE DATABASE "${database}" OWNER "${role}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec
REVOKE CONNECT ON DATABASE "${database}" FROM PUBLIC;
`,
  );
  return `-- A database for each service, and the one role that may connect to it.
${perDatabase.join('')}
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
`;
}

/** One combined broker and controller. The image takes no defaults of its own once one of these is set. */
function kafkaSettings(publishedPort: number): Record<string, string> {
  const { replicationFactor, minInsyncReplicas } = environments.local.kafka;
  return {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENERS: `CONTAINERS://:${kafkaPort},MACHINE://:${publishedPort},CONTROLLER://localhost:9093`,
    KAFKA_ADVERTISED_LISTENERS: `CONTAINERS://kafka:${kafkaPort},MACHINE://127.0.0.1:${publishedPort}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTAINERS:PLAINTEXT,MACHINE:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'CONTAINERS',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_DEFAULT_REPLICATION_FACTOR: String(replicationFactor),
    KAFKA_MIN_INSYNC_REPLICAS: String(minInsyncReplicas),
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  };
}
